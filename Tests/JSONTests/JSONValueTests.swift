import JSON
import Octets
import Testing

struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1.50e+07", "123456789012345678901234567890", "\"\"",
        "\"a\\\"\\\\\\n\"", "\"é漢🦊\"", "[]", "{}", "[1,[2,{\"a\":null}],\"x\"]",
        "{\"b\":1,\"a\":2,\"b\":3}", "{\"\\u0000\":\"\\u001f\"}",
    ])
    func `a text without white space comes back as it was`(_ text: String) throws {
        #expect(try JSONValue(parsing: Bytes(text)).text == Bytes(text))
    }

    @Test func `white space goes, order and repeated names stay, the last one counts`() throws {
        let value = try JSONValue(parsing: " { \"z\" : 1 , \"a\" : [ ] , \"z\" : 1.0 } ")
        #expect(value.text == "{\"z\":1,\"a\":[],\"z\":1.0}")
        #expect(value["z"] == .number("1.0"))
        #expect(value["z"]?.integer == 1)
        #expect(value["y"] == nil)
    }

    @Test(
        arguments: [
            ("", "{\"a\":[10,{\"/~\":true}]}"), ("/a/0", "10"), ("/a/1/~1~0", "true"),
            ("/a", "[10,{\"/~\":true}]"),
            ("/a/2", nil), ("/a/-1", nil), ("/a/00", nil), ("/a/+0", nil), ("/b", nil),
            ("/a/0/x", nil),
            ("/a/x", nil),
        ] as [(String, String?)])
    func `a pointer leads to its value`(_ pointer: String, _ expected: String?) throws {
        let value = try JSONValue(parsing: "{\"a\":[10,{\"/~\":true}]}")
        var built = JSONPointer()
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = token.replacing("~1", with: "/").replacing("~0", with: "~")
            built = built.appending(Bytes(String(name)))
        }
        #expect(value[built]?.description == expected)
    }

    @Test(arguments: ["", "[1,]", "{\"a\":1}x", "\"\\ud800\"", "{\"\\udc00\":1}"])
    func `what is no JSON, or no UTF-8 when decoded, is refused`(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Bytes(text)) }
    }

    @Test func `a tree of the greatest depth is built and released`() throws {
        let text = repeating("]", 512).prefixed(String(repeating: "[", count: 512))
        #expect(try JSONValue(parsing: text).text == text)
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: repeating("]", 513).prefixed(String(repeating: "[", count: 513)))
        }
    }

    @Test func `60,000 members are read without effort`() throws {
        var text = "{"
        for index in 0..<60_000 { text += "\"key\(index)\":\(index)," }
        let value = try JSONValue(parsing: Bytes(text + "\"end\":0}"))
        #expect(value.members?.count == 60_001)
        #expect(value["key59999"]?.integer == 59_999)
    }

    @Test func `the accessors answer only for their kind`() throws {
        let value = try JSONValue(parsing: "[\"s\",1,1.5,null,true]")
        #expect(value.elements?.map(\.kind) == [.string, .number, .number, .null, .boolean])
        #expect(value[0]?.string == "s")
        #expect(value[1]?.string == nil)
        #expect(value[2]?.integer == nil)
        #expect(value[5] == nil)
        #expect(value["a"] == nil)
        #expect(value.members == nil)
        #expect(JSONValue.integer(-5).text == "-5")
    }
}
