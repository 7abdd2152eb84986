import Foundation
import HTTP
import Octets
import Store
import Testing

@testable import HALServer

/// Payloads that a store keeps as files are answered as those in memory are, but for who sends them.
@Suite struct PayloadResourceTests {
    private static let text = "{\"text\":\"" + String(repeating: "long ", count: 100) + "\"}"

    /// A face over a log with payloads of more than `bytes` bytes in files, and one JSON and one HTML message.
    private static func filled(_ bytes: Int, _ directory: URL) async throws -> (Face, LogStore) {
        var options = LogOptions()
        options.payloadFileBytes = bytes
        options.fillAheadBytes = 0
        options.now = { Timestamp(ticks: 15_000_000_000_000_000) }
        let store = try LogStore.open(
            directory: directory.appending(path: "\(bytes)").path(), options: options)
        let face = try Face(store: store)
        let form =
            #"{"messageId":"\#(Face.uuid(1))","type":"test","jsonData":\#(Self.text)}"#
        #expect(await face.post("/streams/a", form).status == 200)
        let raw = await face.post(
            "/streams/a", "<p>" + Self.text,
            [
                ("Content-Type", "text/html; charset=utf-8"), ("SSS-MessageType", "page"),
                ("SSS-MessageId", Face.uuid(2)),
            ])
        #expect(raw.status == 200)
        return (face, store)
    }

    private static func scratch() throws -> URL {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "halserver-payloads-\(Foundation.UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return directory
    }

    /// The bytes of an answer, whoever sends them.
    private static func bytes(_ reply: Reply) -> String {
        guard case .file(let region) = reply.response.body else { return reply.text }
        var buffer = [UInt8](repeating: 0, count: Int(region.length))
        let count = unsafe pread(region.file.raw, &buffer, buffer.count, Int(region.offset))
        return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    }

    static let requests: [(String, [(String, String)])] = [
        ("0/payload", []), ("1/payload", []), ("0/payload", [("Range", "bytes=9-12")]),
        ("0/payload", [("Range", "bytes=-3")]), ("1/payload", [("Range", "bytes=500-")]),
        ("0/payload", [("Range", "bytes=99999-")]),
        ("0/payload", [("If-None-Match", "\"\(Face.uuid(1))\"")]),
        ("0/payload", [("If-None-Match", "\"x\"")]), ("0/payload", [("If-Match", "\"x\"")]),
        ("0/payload", [("Range", "bytes=0-1"), ("If-Range", "\"\(Face.uuid(1))\"")]),
        ("0/payload", [("Range", "bytes=0-1"), ("If-Range", "\"x\"")]),
        ("-1/payload", []), ("\(Face.uuid(1))/payload", []), ("2/payload", []), ("x/payload", []),
        ("0", []), ("1", []), ("", []), ("?d=f&m=20&p=0&e=1", []),
    ]

    @Test func `nobody can tell whether a payload is a file`() async throws {
        let directory = try Self.scratch()
        defer { try? FileManager.default.removeItem(at: directory) }
        let (plain, first) = try await Self.filled(0, directory)
        let (filed, second) = try await Self.filled(10, directory)
        var inFiles = 0
        for (path, headers) in Self.requests {
            for method in [Method.get, .head] {
                let target = path.hasPrefix("?") ? "/streams/a\(path)" : "/streams/a/\(path)"
                let wanted = await plain.send(method, target, headers)
                let found = await filed.send(method, target, headers)
                #expect(found.status == wanted.status, "\(target)")
                #expect(
                    found.response.headers.fields.map { "\($0.name): \($0.value)" }
                        == wanted.response.headers.fields.map { "\($0.name): \($0.value)" },
                    "\(target)")
                #expect(Self.bytes(found) == Self.bytes(wanted), "\(target)")
                if case .file = found.response.body { inFiles += 1 }
                if case .file = wanted.response.body { Issue.record("\(target) is a file") }
            }
        }
        #expect(inFiles > 6)
        await first.close()
        await second.close()
    }

    @Test func `a payload that is not what was stored is 500, and its message can be deleted`()
        async throws
    {
        let directory = try Self.scratch()
        defer { try? FileManager.default.removeItem(at: directory) }
        let (face, store) = try await Self.filled(10, directory)
        let open = await face.get("/streams/a/0/payload")
        let folder = directory.appending(path: "10/payloads")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
            let handle = try FileHandle(forWritingTo: folder.appending(path: name))
            try handle.seek(toOffset: 5)
            handle.write(Data([0]))
            try handle.close()
        }
        #expect(Self.bytes(open).utf8.count == Self.text.utf8.count)
        for path in ["0/payload", "1/payload", "0", "-1/payload"] {
            #expect(await face.get("/streams/a/\(path)").status == 500, "\(path)")
        }
        let range = await face.get("/streams/a/0/payload", [("Range", "bytes=100-101")])
        #expect(range.status == 500)
        #expect(await face.get("/streams/a?d=f&m=20&p=0&e=0").status == 200)
        #expect(await face.delete("/streams/a/0").status == 204)
        #expect(await face.get("/streams/a/0/payload").status == 404)
        await store.close()
    }
}
