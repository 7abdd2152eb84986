import HTTP
import Octets
import TestSupport
import Testing

@Suite struct MultipartReaderTests {
    private static let boundary: Bytes = "B"

    /// A body that arrives in these pieces, and may break off.
    private struct Pieces: RequestBody.Source {
        let pieces: Counter
        let all: [Bytes]
        let failure: RequestBody.Failure?

        func next() async throws(RequestBody.Failure) -> Bytes? {
            let index = pieces.value
            guard index < all.count else {
                if let failure { throw failure }
                return nil
            }
            pieces.add(1)
            return all[index]
        }
    }

    private func reader(
        _ pieces: [Bytes], failing failure: RequestBody.Failure? = nil
    ) throws -> MultipartReader {
        let boundary = try #require(MultipartBoundary(Self.boundary))
        let source = Pieces(pieces: Counter(), all: pieces, failure: failure)
        return MultipartReader(RequestBody(source: source, declaredLength: nil), boundary)
    }

    @Test func `the file of a form is read, the other fields are passed over`() async throws {
        var reader = try reader([
            "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nfie", "ld\r\n--B\r\nContent-",
            "Disposition: form-data; name=f; filename=x\r\n\r\nfirst ", "second\r", "\n--B-",
            "-\r\n",
        ])
        var content = ""
        var names: [String?] = []
        while let part = try await reader.nextPart() {
            names.append(part.name?.text)
            guard part.isFile else { continue }
            while let bytes = try await reader.nextBytes() { content += bytes.text }
            let more = try await reader.nextBytes()
            #expect(more == nil)
        }
        #expect(names == ["a", "f"])
        #expect(content == "first second")
        let more = try await reader.nextPart()
        #expect(more == nil)
    }

    @Test func `a body that breaks off says so before its end`() async throws {
        for (pieces, wanted) in [
            (["--B\r\n\r\nabc"], MultipartError.incomplete), ([], .incomplete),
            (["--B\r\n\r\nabc\r\n--B\r\n"], .incomplete),
        ] as [([Bytes], MultipartError)] {
            var reader = try reader(pieces)
            await #expect(throws: wanted) {
                while try await reader.nextPart() != nil {}
            }
        }
        var broken = try reader(["--B\r\n\r\nabc"], failing: .timedOut)
        _ = try await broken.nextPart()
        let first = try await broken.nextBytes()
        #expect(first == "abc")
        await #expect(throws: MultipartError.body(.timedOut)) { try await broken.nextBytes() }
    }

    @Test func `a body in memory is read as well`() async throws {
        let boundary = try #require(MultipartBoundary(Self.boundary))
        var reader = MultipartReader(
            RequestBody("--B\r\nContent-Disposition: form-data; filename=x\r\n\r\nabc\r\n--B--"),
            boundary)
        let name = try await reader.nextPart()?.fileName
        let content = try await reader.nextBytes()
        let end = try await reader.nextBytes()
        let next = try await reader.nextPart()
        #expect(name == "x")
        #expect(content == "abc")
        #expect(end == nil)
        #expect(next == nil)
    }

    @Test(arguments: [
        (MultipartError.incomplete, Status.badRequest), (.malformed("x"), .badRequest),
        (.tooLarge("x"), .badRequest), (.body(.timedOut), .requestTimeout),
        (.body(.tooLarge(limit: 1)), .contentTooLarge),
    ]) func `every error is a refusal`(error: MultipartError, status: Status) {
        #expect(error.refusal.status == status)
    }

    @Test func `an upload over a connection is read as it comes`() async throws {
        try await LiveServer.run(respond: { request in
            guard let type = request.headers[.contentType],
                let boundary = MultipartBoundary(formData: type)
            else { return Response(.badRequest) }
            var reader = MultipartReader(request.body, boundary)
            var (count, sum) = (0, 0)
            do throws(MultipartError) {
                while let part = try await reader.nextPart() {
                    while part.isFile, let bytes = try await reader.nextBytes() {
                        count += bytes.count
                        sum = bytes.array.reduce(sum) { $0 &* 31 &+ Int($1) }
                    }
                }
            } catch {
                return Response(.badRequest, .text, "refused")
            }
            return Response(.ok, .text, Bytes("\(count) \(sum)"))
        }) { live in
            // Full of what delimiters begin with.
            let pattern = Array("\r\n--B-x".utf8)
            let content = (0..<1_000_000).map { pattern[$0 % 7] }
            let head = "--B\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n"
            let body = Array(head.utf8) + content + Array("\r\n--B--\r\n".utf8)
            let client = try live.connect()
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
                    + "Content-Length: \(body.count)\r\n\r\n")
            client.send(body)
            let sum = content.reduce(0) { $0 &* 31 &+ Int($1) }
            #expect(client.response()?.text == "1000000 \(sum)")
        }
    }
}
