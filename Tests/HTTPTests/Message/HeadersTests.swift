import HTTP
import Octets
import Testing

@Suite struct HeadersTests {
    private static func made(_ fields: (HeaderName, HeaderValue)...) -> Headers {
        var headers = Headers()
        for (name, value) in fields { headers.add(name, value) }
        return headers
    }

    private static func text(_ headers: Headers) -> [String] {
        headers.fields.map { "\($0.name): \($0.value)" }
    }

    /// The lines as they are sent, with nothing else.
    private static func sent(_ headers: Headers) -> String {
        var writer = ByteWriter()
        let date: Bytes = "D"
        ResponseSerializer.writeHead(
            status: .noContent, headers: headers, framing: .none, connection: .implied,
            date: date.span, to: &writer)
        return String(
            writer.finish().text.dropFirst("HTTP/1.1 204 No Content\r\nDate: D\r\n".count))
    }

    @Test func `names are found in any case, values in order`() {
        let headers = Self.made(("Vary", "a"), ("X-Long-Name", "b"), ("VARY", "c"))
        #expect(headers["vary"] == "a" && headers["x-LONG-name"] == "b")
        #expect(headers["vari"] == nil && headers["X"] == nil)
        #expect(headers.all(.vary) == ["a", "c"])
        #expect(headers.list(.vary) == "a, c" && headers.list("X-Long-Name") == "b")
        #expect(headers.has(.vary, "a") && !headers.has(.vary, "c") && !headers.has("X", "a"))
        #expect(headers.contains("x-long-name") && !headers.contains(.etag))
    }

    @Test func `setting and removing leave the order of the others`() {
        var headers = Self.made(("A", "1"), ("B", "2"), ("a", "3"), ("C", "4"))
        headers.set("A", "5")
        #expect(Self.text(headers) == ["B: 2", "C: 4", "A: 5"])
        headers.remove("b")
        headers.remove("none")
        #expect(Self.text(headers) == ["C: 4", "A: 5"])
        #expect(Self.sent(headers) == "C: 4\r\nA: 5\r\n\r\n")
        headers.remove("A")
        headers.remove("C")
        #expect(Self.text(headers).isEmpty && Self.sent(headers) == "\r\n")
        headers.add("D", "6")
        #expect(Self.sent(headers) == "D: 6\r\n\r\n")
    }

    @Test func `prepared fields take the place of their names, once`() {
        let prepared = Self.made(("Vary", "p"), ("X-P", "q"))
        var headers = Headers()
        headers.set(all: prepared)
        #expect(Self.text(headers) == ["Vary: p", "X-P: q"])
        headers.set(all: prepared)
        #expect(Self.text(headers) == ["Vary: p", "X-P: q"])
        var others = Self.made(("x-p", "old"), ("ETag", "e"))
        others.set(all: prepared)
        #expect(Self.text(others) == ["ETag: e", "Vary: p", "X-P: q"])
        others.set(all: prepared)
        others.add("Z", "z")
        others.set(all: prepared)
        #expect(Self.sent(others) == "ETag: e\r\nZ: z\r\nVary: p\r\nX-P: q\r\n\r\n")
    }

    @Test func `a copy keeps what it has`() {
        let first = Self.made(("A", "1"))
        var second = first
        second.add("B", "2")
        var third = first
        third.add("C", "3")
        #expect(Self.text(first) == ["A: 1"])
        #expect(Self.text(second) == ["A: 1", "B: 2"] && Self.text(third) == ["A: 1", "C: 3"])
        let value = second["B"]
        second.add("D", HeaderValue(String(repeating: "d", count: 5_000)) ?? "")
        #expect(value == "2" && second["D"]?.count == 5_000 && second["A"] == "1")
    }
}
