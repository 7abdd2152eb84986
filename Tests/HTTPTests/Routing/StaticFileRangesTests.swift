import HTTP
import Octets
import TestSupport
import Testing

/// Ranges as clients of static files know them.
@Suite struct StaticFileRangesTests {
    /// 100 letters: a, b … z, a …
    private static let content = Bytes((0..<100).map { UInt8(ascii: "a") + UInt8($0 % 26) })
    private static let date: HeaderValue = "Sun, 06 Nov 1994 08:49:37 GMT"

    private func answer(
        _ field: String, of content: Bytes = content, _ more: [(HeaderName, HeaderValue)] = []
    ) async throws -> Response {
        let read = Operation { _ in
            var response = Response(.ok, body: .bytes(content))
            response.headers.add(.contentType, "text/plain; charset=utf-8")
            response.headers.add(.etag, "\"t\"")
            response.headers.add(.lastModified, Self.date)
            response.acceptsRanges = true
            response.rangeRules = .staticFiles
            return response
        }
        return try await TestTable.router(Route("/a", [.get: read])).answer(
            .get, "/a", [(.range, HeaderValue(field) ?? "")] + more)
    }

    @Test(arguments: [
        ("bytes=0-9", 0..<10), ("bytes=95-", 95..<100), ("bytes=-5", 95..<100),
        ("bytes=0-0", 0..<1), ("bytes=0-999999", 0..<100), ("BYTES=5-6", 5..<7),
        ("bytes=-500", 0..<100), ("bytes= 1-2 ", 1..<3), ("bytes=,1-2,", 1..<3),
        ("bytes=1-2,200-300", 1..<3), ("bytes=1 - 2", 1..<3), ("bytes=1 -", 1..<100),
        ("bytes= - 2", 98..<100), ("bytes=0-18446744073709551616", 0..<100),
    ]) func `a part is answered with its place`(field: String, part: Range<Int>) async throws {
        let response = try await answer(field)
        #expect(response.status == .partialContent)
        #expect(
            response.field(.contentRange) == "bytes \(part.lowerBound)-\(part.upperBound - 1)/100")
        #expect(response.field(.acceptRanges) == "bytes")
        #expect(response.text == Self.content[part].text)
    }

    @Test(arguments: [
        "bytes=100-", "bytes=200-300", "bytes=100-,200-", "bytes=-0", "bytes=18446744073709551615-",
    ]) func `a part behind the end is refused with the length`(field: String) async throws {
        let response = try await answer(field)
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.field(.contentRange) == "bytes */100")
    }

    @Test(arguments: [
        "bytes=5-2", "bytes=abc", "bytes=--5", "bytes", "bytes=0x1-2", "bytes=1-2,x", "bytes=-",
        "bytes=1-2-3", "bytes=1-x", "bytes=100-,x",
    ]) func `a field that cannot be read is refused without one`(field: String) async throws {
        let response = try await answer(field)
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.field(.contentRange) == nil)
    }

    @Test(arguments: ["", "items=0-1", "pages=x", "bytes=", "bytes=,", "bytes= , "])
    func `a field that asks for no bytes counts as absent`(field: String) async throws {
        let response = try await answer(field)
        #expect(response.status == .ok)
        #expect(response.body.length == 100)
    }

    @Test(arguments: [
        ("bytes=0-", Status.ok), ("bytes=5-9", .ok), ("bytes=-5", .ok),
        ("bytes=5", .rangeNotSatisfiable),
    ]) func `of nothing there is no part`(field: String, status: Status) async throws {
        #expect(try await answer(field, of: Bytes()).status == status)
    }

    @Test(arguments: [
        ("\"t\"", Status.partialContent), ("\"u\"", .ok), ("W/\"t\"", .ok),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .partialContent),
        ("Sun, 06 Nov 1994 08:49:38 GMT", .ok), ("never", .ok),
    ]) func `If-Range asks whether the rest still fits`(
        validator: String, status: Status
    ) async throws {
        let more = [(HeaderName.ifRange, HeaderValue(validator) ?? "")]
        #expect(try await answer("bytes=0-1", more).status == status)
        // What does not fit is not looked at either.
        if status == .ok { #expect(try await answer("bytes=x", more).status == .ok) }
    }

    @Test func `several parts come in the order asked for, even of few bytes`() async throws {
        let response = try await answer("bytes=10-11,0-1, -1")
        #expect(response.status == .partialContent)
        #expect(response.field(.contentRange) == nil)
        let type = try #require(response.field(.contentType))
        let prefix = "multipart/byteranges; boundary="
        #expect(type.hasPrefix(prefix))
        let boundary = type.dropFirst(prefix.count)
        let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Range: bytes"
        #expect(
            response.text == "--\(boundary)\r\n\(head) 10-11/100\r\n\r\nkl"
                + "\r\n--\(boundary)\r\n\(head) 0-1/100\r\n\r\nab"
                + "\r\n--\(boundary)\r\n\(head) 99-99/100\r\n\r\nv\r\n--\(boundary)--\r\n")
    }

    @Test(arguments: [
        ("bytes=0-49,50-99", Status.partialContent), ("bytes=0-50,50-99", .ok),
        ("bytes=0-,0-", .ok), ("bytes=1-,0-0", .partialContent), ("bytes=1-,0-1", .ok),
    ]) func `parts that add up to more than the whole are the whole`(
        field: String, status: Status
    ) async throws {
        #expect(try await answer(field).status == status)
    }

    @Test(arguments: [(200, Status.partialContent), (201, .ok), (1500, .ok)])
    func `whoever asks for very many parts gets the whole`(
        count: Int, status: Status
    ) async throws {
        let large = Bytes([UInt8](repeating: UInt8(ascii: "x"), count: 4096))
        let field = "bytes=" + (0..<count).map { "\($0)-\($0)" }.joined(separator: ",")
        #expect(try await answer(field, of: large).status == status)
    }

    // MARK: - Over a connection

    private func serving(
        _ file: TemporaryFile, length: Int,
        _ body: @escaping @Sendable (LiveServer) async throws -> Void
    ) async throws {
        let router = try TestTable.router(
            Route(
                "/a",
                [
                    .get: Operation { _ in
                        guard let region = file.region(offset: 0, length: UInt64(length)) else {
                            return Response(.notFound)
                        }
                        var response = Response(.ok, body: .file(region))
                        response.acceptsRanges = true
                        response.rangeRules = .staticFiles
                        return response
                    }
                ]))
        try await LiveServer.run(respond: { await router.respond(to: $0) }, body)
    }

    @Test func `the parts of a file arrive whole, and the connection goes on`() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let file = try TemporaryFile(bytes)
        file.dropFromMemory()
        try await serving(file, length: bytes.count) { live in
            let client = try live.connect(receiveBuffer: 8_192)
            let request =
                "GET /a HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9,1000000-2500000,-3\r\n\r\n"
            client.send(request + request)
            for answer in client.responses(2) {
                #expect(answer.status == 206)
                let boundary = try #require(answer["Content-Type"]?.split(separator: "=").last)
                var wanted: [UInt8] = []
                for part in [0..<10, 1_000_000..<2_500_001, 2_999_997..<3_000_000] {
                    if !wanted.isEmpty { wanted += "\r\n".utf8 }
                    let place = "\(part.lowerBound)-\(part.upperBound - 1)/3000000"
                    wanted += "--\(boundary)\r\nContent-Range: bytes \(place)\r\n\r\n".utf8
                    wanted += bytes[part]
                }
                wanted += "\r\n--\(boundary)--\r\n".utf8
                #expect(answer.body == wanted)
            }
        }
    }

    @Test func `a file that became shorter ends the connection`() async throws {
        let file = try TemporaryFile([1, 2, 3])
        try await serving(file, length: 5_000) { live in
            let client = try live.connect()
            client.send("GET /a HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1,4000-4001\r\n\r\n")
            #expect(client.response(milliseconds: 1_000) == nil)
        }
    }
}
