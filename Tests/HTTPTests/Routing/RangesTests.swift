import Glibc
import HTTP
import Octets
import Testing

@Suite struct RangesTests {
    /// The bytes 0 to 99.
    private static let content = Bytes((0..<100).map { UInt8($0) })
    private static let date: HeaderValue = "Sun, 06 Nov 1994 08:49:37 GMT"

    private func router(_ body: ResponseBody, offers: Bool = true, tag: HeaderValue = "\"t\"")
        throws -> Router
    {
        let read = Operation { _ in
            var response = Response(.ok, body: body)
            response.headers.add(.contentType, "application/octet-stream")
            response.headers.add(.etag, tag)
            response.headers.add(.lastModified, Self.date)
            response.acceptsRanges = offers
            return response
        }
        return try TestTable.router(Route("/a", [.get: read, .post: read]))
    }

    private func range(_ field: String) -> [(HeaderName, HeaderValue)] {
        [(.range, HeaderValue(field) ?? "")]
    }

    @Test(arguments: [
        ("bytes=0-9", 0..<10), ("bytes=95-", 95..<100), ("bytes=-5", 95..<100),
        ("bytes=0-0", 0..<1), ("bytes=0-999999", 0..<100), ("BYTES=5-6", 5..<7),
        ("bytes=-500", 0..<100), ("bytes= 1-2 ", 1..<3), ("bytes=,1-2,", 1..<3),
        ("bytes=0-18446744073709551616", 0..<100), ("bytes=1-2,200-300", 1..<3),
    ]) func `a part is answered with its place`(field: String, part: Range<Int>) async throws {
        let response = try await router(.bytes(Self.content)).answer(.get, "/a", range(field))
        #expect(response.status == .partialContent)
        #expect(
            response.field(.contentRange) == "bytes \(part.lowerBound)-\(part.upperBound - 1)/100")
        #expect(response.field(.acceptRanges) == "bytes")
        guard case .bytes(let bytes) = response.body else {
            Issue.record("no bytes")
            return
        }
        #expect(bytes == Self.content[part])
    }

    @Test(arguments: [
        "bytes=100-", "bytes=200-300", "bytes=-0", "bytes=18446744073709551615-",
        "bytes=99999999999999999999999-", "bytes=100-,200-",
    ]) func `a part that lies outside is refused with the length`(field: String) async throws {
        let response = try await router(.bytes(Self.content)).answer(.get, "/a", range(field))
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.field(.contentRange) == "bytes */100")
    }

    @Test(arguments: [
        "bytes=5-2", "bytes=abc", "items=0-1", "", "bytes=", "bytes=--5", "bytes=,", "bytes",
        "bytes=0x1-2", "bytes=1-2,x", "bytes=1 - 2", "bytes=-", "bytes=+1-2",
    ]) func `a field that cannot be read counts as absent`(field: String) async throws {
        let response = try await router(.bytes(Self.content)).answer(.get, "/a", range(field))
        #expect(response.status == .ok)
        #expect(response.body.length == 100)
        #expect(response.field(.acceptRanges) == "bytes")
    }

    @Test func `ranges mean nothing to other methods, other answers, two fields`() async throws {
        let router = try router(.bytes(Self.content))
        #expect(await router.answer(.post, "/a", range("bytes=0-1")).status == .ok)
        #expect(await router.answer(.head, "/a", range("bytes=0-1")).status == .ok)
        let two = range("bytes=0-1") + range("bytes=2-3")
        #expect(await router.answer(.get, "/a", two).status == .ok)
        let without = try self.router(.bytes(Self.content), offers: false)
        let response = await without.answer(.get, "/a", range("bytes=0-1"))
        #expect(response.status == .ok)
        #expect(response.field(.acceptRanges) == nil)
        let empty = try self.router(.bytes(Bytes()))
        #expect(await empty.answer(.get, "/a", range("bytes=0-1")).status == .ok)
    }

    @Test(arguments: [
        ("\"t\"", Status.partialContent), ("\"u\"", .ok), ("W/\"t\"", .ok),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .partialContent),
        ("Sun, 06 Nov 1994 08:49:38 GMT", .ok), ("", .ok),
    ]) func `If-Range asks whether the rest still fits`(
        validator: String, status: Status
    ) async throws {
        let response = try await router(.bytes(Self.content)).answer(
            .get, "/a", range("bytes=0-1") + [(.ifRange, HeaderValue(validator) ?? "")])
        #expect(response.status == status)
    }

    @Test func `a weak tag never puts pieces together`() async throws {
        let response = try await router(.bytes(Self.content), tag: "W/\"t\"").answer(
            .get, "/a", range("bytes=0-1") + [(.ifRange, "W/\"t\"")])
        #expect(response.status == .ok)
    }

    @Test func `a condition that fails comes before the range`() async throws {
        let response = try await router(.bytes(Self.content)).answer(
            .get, "/a", range("bytes=0-1") + [(.ifNoneMatch, "\"t\"")])
        #expect(response.status == .notModified)
    }

    @Test func `several parts come as one multipart body`() async throws {
        let large = Bytes([UInt8](repeating: UInt8(ascii: "x"), count: 4096))
        let response = try await router(.bytes(large)).answer(
            .get, "/a", range("bytes=0-1,10-12"))
        #expect(response.status == .partialContent)
        #expect(response.field(.contentRange) == nil)
        let type = try #require(response.field(.contentType))
        let prefix = "multipart/byteranges; boundary="
        #expect(type.hasPrefix(prefix))
        let boundary = type.dropFirst(prefix.count)
        let head = "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
        #expect(
            response.text == "\r\n--\(boundary)\(head)0-1/4096\r\n\r\nxx"
                + "\r\n--\(boundary)\(head)10-12/4096\r\n\r\nxxx\r\n--\(boundary)--\r\n")
    }

    @Test(arguments: [2, 1500]) func `overlapping parts never multiply an answer`(
        count: Int
    ) async throws {
        let field = "bytes=" + (0..<count).map { _ in "0-" }.joined(separator: ",")
        let response = try await router(.bytes(Self.content)).answer(.get, "/a", range(field))
        #expect(response.status == .ok)
        #expect(response.body.length == 100)
    }

    @Test func `a part of a file is a region of it`() async throws {
        let response = try await router(.file(try file(of: 10..<90))).answer(
            .get, "/a", range("bytes=5-9"))
        #expect(response.status == .partialContent)
        guard case .file(let region) = response.body else {
            Issue.record("no region")
            return
        }
        #expect(region.offset == 15)
        #expect(region.length == 5)
    }

    @Test func `parts of a file are regions of it, sent between heads in memory`() async throws {
        let region = try file(of: 0..<100, times: 50)
        let response = try await router(.file(region)).answer(
            .get, "/a", range("bytes=5-9,100-101"))
        #expect(response.status == .partialContent)
        guard case .parts(let parts) = response.body else {
            Issue.record("no parts")
            return
        }
        let regions = parts.pieces.compactMap { piece -> FileRegion? in
            if case .file(let region) = piece { region } else { nil }
        }
        #expect(regions.map(\.offset) == [5, 100])
        #expect(regions.map(\.length) == [5, 2])
        // However many parts there are, the file is open once.
        #expect(regions.allSatisfy { $0.file === region.file })
        let heads = parts.pieces.compactMap { piece -> Bytes? in
            if case .bytes(let bytes) = piece { bytes } else { nil }
        }
        #expect(heads.count == 3)
        #expect(heads[1].text.hasSuffix("\r\nContent-Range: bytes 100-101/5000\r\n\r\n"))
        #expect(parts.length == heads.reduce(7) { $0 + UInt64($1.count) })
    }

    // MARK: - Files

    private func file(of range: Range<UInt64>, times: Int = 1) throws -> FileRegion {
        FileRegion(
            try descriptor(count: 100 * times), offset: range.lowerBound,
            length: UInt64(range.count * times))
    }

    /// A file without a name that holds 0, 1 … 99, 0, 1 …
    private func descriptor(count: Int) throws -> Descriptor {
        var name = Array("/tmp/halserver-ranges-XXXXXX".utf8CString)
        let number = unsafe mkstemp(&name)
        try #require(number >= 0)
        unsafe unlink(name)
        let content = (0..<count).map { UInt8($0 % 100) }
        let written = unsafe content.withUnsafeBytes {
            unsafe write(number, $0.baseAddress, $0.count)
        }
        try #require(written == count)
        return Descriptor(adopting: number)
    }
}
