import JSON
import Octets
import Testing

struct JSONPointerTests {
    @Test func `names and indices are written as RFC 6901 says`() {
        let pointer = JSONPointer().appending(0).appending("a/b~c").appending("")
        #expect(pointer.bytes == "/0/a~1b~0c/")
        #expect(JSONPointer().bytes == "")
    }

    @Test(arguments: [
        ("[{\"jsonData\":tru}]", "/0/jsonData"), ("[{},{\"a\":[1,2,x]}]", "/1/a/2"),
        ("{\"a\":{\"b\":nul}}", "/a/b"), ("nul", ""), ("[1,2", ""), ("{\"a\":1 \"b\":2}", ""),
        ("{\"a/b\":\"\\x\"}", "/a~1b"), ("{\"a\":01}", "/a"), ("[[[[\"\n\"]]]]", "/0/0/0/0"),
        ("{\"a\" 1}", ""), ("{\"a\":", "/a"), ("[1,", ""), ("[]]", ""),
    ])
    func `leads to the value in which an error lies`(_ text: String, _ expected: String) throws {
        let text = Bytes(text)
        let error = try #require(fault(in: text))
        #expect(JSONPointer(locating: error.offset, in: text.span).description == expected)
    }

    @Test(arguments: [
        (0, ""), (1, "/0"), (2, "/0/a"), (6, "/0/a"), (8, "/0/b"), (12, "/0/b"), (13, "/0/b"),
        (14, "/0/b/0"), (15, "/0/b"), (16, "/0/b/1"), (17, "/0/b"), (18, "/0"), (19, ""),
        (21, "/1"),
        (22, ""), (99, ""),
        (-1, ""),
    ])
    func `leads to the innermost value at a place`(_ offset: Int, _ expected: String) {
        let text: Bytes = "[{\"a\":1,\"b\": [2,3]}, 4]"
        #expect(JSONPointer(locating: offset, in: text.span).description == expected)
    }

    @Test func `walks past a value that is missing`() {
        let text: Bytes = "[{\"a\":,\"b\":x}]"
        #expect(JSONPointer(locating: 12, in: text.span).description == "/0/b")
    }

    @Test func `costs one pass, however deep and wide the text is`() {
        let open = String(repeating: "[", count: 500)
        let wide = repeating("0,", 500_000, "x").prefixed(open)
        let pointer = JSONPointer(locating: wide.count - 1, in: wide.span)
        #expect(pointer.description.hasSuffix("/0/500000"))
    }
}
