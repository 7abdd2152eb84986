import HTTP
import Octets
import Testing

@Suite struct `Writing answers` {
    private func head(
        _ status: Status, _ headers: Headers = Headers(), _ framing: ResponseFraming,
        _ connection: ConnectionDirective = .implied
    ) -> String {
        var writer = ByteWriter()
        let date: Bytes = "Sun, 06 Nov 1994 08:49:37 GMT"
        ResponseSerializer.writeHead(
            status: status, headers: headers, framing: framing, connection: connection,
            date: date.span, to: &writer)
        return writer.finish().text
    }

    @Test func `a head has status, date, fields, framing, in this order`() {
        var headers = Headers()
        headers.add("X-a", "b")
        #expect(
            head(.ok, headers, .length(5))
                == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-a: b\r\n"
                + "Content-Length: 5\r\n\r\n")
        #expect(
            head(.notFound, Headers(), .chunked, .close).hasSuffix(
                "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"))
        #expect(head(.noContent, Headers(), .none).contains("204 No Content\r\n"))
    }

    @Test func `framing fields of a handler are left out`() {
        var headers = Headers()
        for name: HeaderName in ["content-length", "Transfer-Encoding", "connection", "DATE"] {
            headers.add(name, "bogus")
        }
        #expect(!head(.ok, headers, .length(1)).contains("bogus"))
    }

    @Test(arguments: [(1, "1"), (15, "f"), (16, "10"), (255, "ff"), (65_536, "10000")])
    func `a chunk's size is hexadecimal`(_ count: Int, _ digits: String) {
        var writer = ByteWriter()
        ResponseSerializer.writeChunkStart(count, to: &writer)
        #expect(writer.finish().text == "\(digits)\r\n")
    }

    @Test(
        arguments: [
            (204, 0, Request.Version.http11, ResponseFraming.none), (304, 9, .http11, .none),
            (200, 9, .http10, .length(9)), (200, nil, .http11, .chunked),
            (200, nil, .http10, .untilClose),
        ] as [(UInt16, UInt64?, Request.Version, ResponseFraming)])
    func `a body is framed`(
        _ code: UInt16, _ length: UInt64?, _ version: Request.Version, _ framing: ResponseFraming
    ) {
        #expect(ResponseFraming(Status(code), length: length, version: version) == framing)
    }

    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
        ] as [(Int64, String)])
    func `a date is an IMF-fixdate`(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate(seconds: seconds).field.bytes.text == text)
    }

    @Test(arguments: [
        ("close", Request.Version.http11, false), ("", .http11, true), ("", .http10, false),
        ("Keep-Alive", .http10, true), ("keep-alive, close", .http10, false),
        ("x,close ,y", .http11, false), ("closed", .http11, true), (",,", .http11, true),
    ])
    func `a connection goes on or not`(_ value: String, _ version: Request.Version, _ goesOn: Bool)
    {
        var state = ConnectionState()
        state.add(Bytes(value).span)
        #expect(state.persists(version) == goesOn)
    }
}
