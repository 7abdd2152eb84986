import Foundation
import HTTP
import Octets
import TestSupport
import Testing

@testable import HALServer

/// Uploads over sockets, as foreign clients send them.
@Suite struct LiveUploadTests {
    private static func serve(
        _ face: FileFace, _ body: (LiveServer) async throws -> Void
    ) async throws {
        var limits = Limits()
        limits.takesBareUploads = true
        try await LiveServer.run(
            limits: limits, respond: { [router = face.router] in await router.respond(to: $0) },
            body)
    }

    /// Runs curl, and returns what it wrote.
    private static func curl(_ arguments: [String], _ target: String, _ live: LiveServer) throws
        -> String
    {
        let child = try ChildProcess(
            "curl",
            ["-sS", "--max-time", "20"] + arguments + ["http://127.0.0.1:\(live.port)\(target)"])
        let text = String(decoding: child.output.readDataToEndOfFile(), as: UTF8.self)
        _ = child.end()
        return text
    }

    private static let boundary = "--7b1c8f0e-51a4-4f0a-8f44-0d5e3f6a7b8c--"

    private static func head(length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; "
            + "boundary=\(boundary)\r\nContent-Length: \(length)\r\nTransfer-Encoding: chunked\r\n\r\n"
    }

    @Test(arguments: [false, true])
    func `the original's own client stores its files`(alone: Bool) async throws {
        let face = try FileFace(alone: alone)
        try await Self.serve(face) { live in
            for status in [200, 409] {
                let client = try live.connect()
                client.send(Self.head(length: 5))
                #expect(client.isQuiet())
                client.send(Self.boundary + "hel")
                #expect(client.isQuiet())
                client.send("lo")
                let answer = try #require(client.response())
                #expect(answer.status == status && answer.text == Hello.md5)
                #expect(answer.closes)
                #expect(client.isEnded())
            }
            let empty = try live.connect()
            empty.send(Self.head(length: 0) + Self.boundary)
            #expect(empty.response()?.text == "d41d8cd98f00b204e9800998ecf8427e")
            // Cut off, and with another beginning.
            let cut = try live.connect()
            cut.send(Self.head(length: 50) + Self.boundary + "hello")
            cut.finish()
            #expect(cut.response()?.status == 400)
            let other = try live.connect()
            other.send(Self.head(length: 5) + String(repeating: "5", count: 45))
            #expect(other.response()?.status == 400)
        }
        #expect(face.directory.names.filter { $0.hasPrefix(".") } == [])
        #expect(face.directory.names.count == 4)
    }

    @Test func `curl uploads, resumes and deletes`() async throws {
        let face = try FileFace()
        let place = face.directory.path + "/../file.bin"
        let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        try Data(bytes).write(to: URL(filePath: place))
        try await Self.serve(face) { live in
            let form = try Self.curl(["-F", "comment=x", "-F", "file=@\(place)"], "/", live)
            #expect(form.count == 32)
            let again = try Self.curl(
                ["-T", place, "-o", "/dev/null", "-w", "%{http_code}"], "/files", live)
            #expect(again == "409")
            let slow = try Self.curl(
                [
                    "-F", "file=@\(place)", "-H", "Transfer-Encoding: chunked", "-w",
                    " %{http_code}",
                ], "/files?hash=sha256", live)
            #expect(slow.hasSuffix(" 409"))
            let copy = place + ".copy"
            for part in ["0-99999", nil] {
                let range = part.map { ["-r", $0] } ?? ["-C", "-"]
                _ = try Self.curl(range + ["-o", copy], "/?file_hash=\(form)", live)
            }
            #expect([UInt8](try Data(contentsOf: URL(filePath: copy))) == bytes)
            let head = try Self.curl(["-I"], "/files/\(form)", live)
            #expect(head.contains("Content-Disposition: attachment; filename=\"file.bin\""))
            #expect(head.contains("Content-Length: 700000"))
            #expect(
                try Self.curl(["-X", "DELETE"], "/?file_hash=\(form)", live) == " DELETE method")
        }
        #expect(face.directory.names == [])
    }

    @Test func `a peer that goes in the middle leaves nothing`() async throws {
        let face = try FileFace()
        try await Self.serve(face) { live in
            for target in ["/", "/files", "/files/\(Hello.md5)"] {
                let client = try live.connect()
                client.send(
                    "PUT \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n"
                        .replacing("PUT / ", with: "POST / "))
                client.send([UInt8](repeating: 7, count: 290_000))
                client.finish()
                #expect(client.response()?.status == 400, "\(target)")
            }
        }
        #expect(face.directory.names == [])
    }
}
