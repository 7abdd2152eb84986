import Glibc
import HTTP
import Octets
import Store
import TestSupport
import Testing

@testable import HALServer

/// Uploads over real connections.
@Suite struct LiveResumingTests {
    private static let length = 1_000_000

    private func head(_ method: String, _ place: String, _ fields: [String]) -> String {
        (["\(method) \(place) HTTP/1.1", "Host: a", "Tus-Resumable: 1.0.0"] + fields)
            .joined(separator: "\r\n") + "\r\n\r\n"
    }

    private func part(_ place: String, from start: Int) -> String {
        head(
            "PATCH", place,
            [
                "Upload-Offset: \(start)", "Content-Type: application/offset+octet-stream",
                "Content-Length: \(Self.length - start)",
            ])
    }

    @Test(arguments: UploadFace.Kind.allCases)
    func `a client that is cut off goes on from there, at another server`(
        kind: UploadFace.Kind
    ) async throws {
        let face = try UploadFace(kind)
        let place = try await face.begin(Self.length)
        let bytes = (0..<Self.length).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
        try await LiveServer.run(respond: { await face.router.respond(to: $0) }) { live in
            let broken = try live.connect()
            broken.send(part(place, from: 0))
            broken.send(Array(bytes[0..<300_000]))
            broken.finish()
            _ = broken.response()
            let client = try live.connect()
            client.send(head("HEAD", place, []))
            let answer = try #require(client.response(toHead: true))
            #expect(answer["upload-offset"] == "300000")
        }
        let next = try UploadFace(kind, in: face.folder)
        try await LiveServer.run(respond: { await next.router.respond(to: $0) }) { live in
            let client = try live.connect()
            client.send(part(place, from: 300_000))
            client.send(Array(bytes[300_000..<Self.length]))
            let answer = try #require(client.response())
            #expect(answer.status == 204)
            #expect(answer["upload-offset"] == "\(Self.length)")
        }
        let shown = await next.send(.head, place)
        #expect(try next.content(shown, from: place) == Bytes(bytes))
    }
}
