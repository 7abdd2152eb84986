import HTTP
import Octets
import TestSupport
import Testing

private let boundary = "--7b1c8f0e-51a4-4f0a-8f44-0d5e3f6a7b8c--"

private func head(
    _ line: String = "POST / HTTP/1.1", connection: String = "Connection: close\r\n",
    type: String = "multipart/form-data; boundary=\(boundary)", length: Int = 5
) -> String {
    "\(line)\r\nHost: a\r\n\(connection)Content-Type: \(type)\r\n"
        + "Content-Length: \(length)\r\nTransfer-Encoding: chunked\r\n\r\n"
}

/// The uploads of the file store's first client.
@Suite struct BareUploadTests {
    /// Answers with the file, or says what is wrong.
    private static func respond(_ request: Request) async -> Response {
        guard let upload = BareUpload(request) else { return Response(.ok, .text, "another") }
        var reader = BareUploadReader(request.body, upload)
        var writer = ByteWriter()
        do throws(MultipartError) {
            while let bytes = try await reader.nextBytes() { writer.append(bytes) }
        } catch {
            return LiveServer.refusal(error.refusal)
        }
        return Response(.ok, .text, writer.finish())
    }

    private func serve(_ body: (LiveServer) async throws -> Void) async throws {
        var limits = Limits()
        limits.takesBareUploads = true
        try await LiveServer.run(limits: limits, respond: { await Self.respond($0) }, body)
    }

    @Test func `the file behind the boundary is taken, and the connection ends`() async throws {
        try await serve { live in
            // In one piece, and cut within head, boundary and file.
            let bytes = Array((head() + boundary + "hello").utf8)
            let body = head().utf8.count
            for cut in [bytes.count, body - 3, body, body + 1, body + 39, body + 40, body + 43] {
                let client = try live.connect()
                client.send(Array(bytes[..<cut]))
                if cut < bytes.count {
                    #expect(client.isQuiet())
                    client.send(Array(bytes[cut...]))
                }
                let answer = try #require(client.response())
                #expect(answer.status == 200)
                #expect(answer.text == "hello")
                #expect(answer.closes)
                #expect(client.isEnded())
            }
        }
    }

    @Test func `a large file and an empty one are taken`() async throws {
        try await serve { live in
            let file = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
            let client = try live.connect()
            client.send(head(length: file.count) + boundary)
            client.send(file)
            #expect(client.response()?.body == file)
            let other = try live.connect()
            other.send(head(length: 0) + boundary)
            #expect(other.response()?.body == [])
        }
    }

    @Test func `what follows is never a request`() async throws {
        try await serve { live in
            let client = try live.connect()
            client.send(
                head() + boundary + "helloGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response()?.text == "hello")
            #expect(client.isEnded())
        }
    }

    @Test func `a body that begins with anything else is refused`() async throws {
        try await serve { live in
            for body in ["5\r\nhello\r\n0\r\n\r\n", "x" + boundary, boundary.uppercased()] {
                let client = try live.connect()
                let padding = String(repeating: "x", count: 45)
                client.send(head() + String((body + padding).prefix(45)))
                let answer = try #require(client.response())
                #expect(answer.status == 400)
                #expect(answer.closes)
                #expect(client.isEnded())
            }
        }
    }

    @Test(arguments: [
        head("PUT / HTTP/1.1"), head("POST /files HTTP/1.1"), head("POST / HTTP/1.0"),
        head("GET / HTTP/1.1"), head(connection: ""),
        head(connection: "Connection: keep-alive\r\n"),
        head(type: "multipart/form-data; boundary=x"), head(type: "text/plain"),
        head(type: "multipart/form-data; boundary=--7b1c8f0e-51a4-4f0a-8f44-0d5e3f6a7bxx--"),
        head(type: "multipart/form-data; boundary=7b1c8f0e-51a4-4f0a-8f44-0d5e3f6a7b8c"),
        head(type: "multipart/form-data; boundary=\(boundary)\r\nContent-Type: text/plain"),
        head(connection: "Connection: close\r\nContent-Length: 5\r\n"),
        head(connection: "Connection: close\r\nTransfer-Encoding: chunked\r\n"),
    ]) func `any other request with a length and a coding is refused`(request: String) async throws
    {
        try await serve { live in
            let client = try live.connect()
            client.send(request + boundary + "hello")
            let answer = try #require(client.response())
            #expect(answer.status == 400)
            #expect(client.isEnded())
        }
    }

    @Test func `servers that do not ask for it refuse it`() async throws {
        try await LiveServer.run(respond: { await Self.respond($0) }) { live in
            let client = try live.connect()
            client.send(head() + boundary + "hello")
            #expect(client.response()?.status == 400)
            #expect(client.isEnded())
        }
    }

    @Test func `ordinary requests are none of these`() async throws {
        try await serve { live in
            let client = try live.connect()
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            #expect(client.response()?.text == "another")
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            #expect(client.response()?.text == "another")
        }
    }
}
