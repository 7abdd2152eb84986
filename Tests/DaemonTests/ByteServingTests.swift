import Foundation
import Octets
import Store
import TestSupport
import Testing

@testable import Daemon

/// What `serve` does with the stores of bytes.
@Suite struct ByteServingTests {
    private static let ready = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"

    private func port(_ daemon: DaemonProcess, _ title: String) throws -> UInt16 {
        let line = try daemon.line(with: "from \(title)")
        let digits = line.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber }
        return try #require(digits.flatMap { UInt16($0) })
    }

    @Test func `each store is served alone where it is wanted`() throws {
        let (daemon, port) = try DaemonProcess.serving([
            "--httpstream-listen", "127.0.0.1:0", "--filestore-listen", "127.0.0.1:0",
        ])
        let streams = try self.port(daemon, "the stream store alone")
        let files = try self.port(daemon, "the file store alone")
        #expect(Set([port, streams, files]).count == 3)
        #expect(try RawClient(port: port).answer(Self.ready) == 204)
        let ping = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: streams).answer(ping) == 200)
        // Without a hash that is a mistake there, and the index of the common address.
        let root = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: files).answer(root) == 400)
        #expect(try RawClient(port: port).answer(root) == 200)
        let names = try FileManager.default.contentsOfDirectory(atPath: daemon.data)
        #expect(names.contains("DATA") && names.contains("store"))
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test func `a server whose blobs cannot be written is not ready`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        #expect(try RawClient(port: port).answer(Self.ready) == 204)
        try FileManager.default.removeItem(atPath: "\(daemon.data)/store")
        #expect(try RawClient(port: port).answer(Self.ready) == 503)
    }

    @Test func `the blobs are the owner's alone, and go nowhere else`() throws {
        let (daemon, _) = try DaemonProcess.serving()
        for name in ["DATA", "store"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: "\(daemon.data)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test func `with messages in memory nothing is left`() throws {
        let place = try Workplace()
        let daemon = try DaemonProcess(
            [
                "serve", "--listen", "127.0.0.1:0", "--store", "memory", "--resources",
                DaemonProcess.root.appending(path: "Resources").path(),
            ], environment: ["TMPDIR": place.directory.path()])
        try daemon.line(with: "serves http://127.0.0.1:")
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: place.directory.path()).count == 1)
        #expect(!manager.fileExists(atPath: daemon.data))
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        #expect(try manager.contentsOfDirectory(atPath: place.directory.path()).isEmpty)
    }

    @Test func `old streams go while it serves`() async throws {
        let place = try Workplace()
        let path = place.directory.appending(path: "DATA").path()
        let pool = BlobPool()
        let id = try await ByteStreamStore(directory: path, pool: pool).save("old").id
        pool.stop()
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now.addingTimeInterval(-7200)],
            ofItemAtPath: "\(path)/\(id).data")
        let (daemon, _) = try DaemonProcess.serving([
            "--httpstream-path", path, "--httpstream-ttl", "1h", "--upkeep-cycle", "1s",
        ])
        try daemon.line(with: "1 stream older than 1h0m0s deleted.")
        #expect(place["DATA/\(id).data"] == nil)
    }

    @Test(arguments: [
        (["--httpstream-listen", "8080"], "httpstream-listen must be an address such as "),
        (["--httpstream-ttl", "soon"], "httpstream-ttl must be a length of time such as "),
        (["--upkeep-cycle", "0"], "upkeep-cycle must be a length of time such as "),
        (["--filestore-hash", "crc"], "filestore-hash must be one of md5|sha1|sha256|sha512"),
        (["--max-file-bytes", "-1"], "max-file-bytes must be a whole number of at least 0"),
    ])
    func `what cannot be set is said`(arguments: [String], message: String) throws {
        let (status, output) = try Workplace().run(
            DaemonProcess.executable.path(), ["--check"] + arguments)
        #expect(status == 64)
        #expect(output.contains(message), "\(output)")
    }

    @Test func `lengths of time are seconds or as Go has them`() throws {
        for (text, shown) in [("90", "1m30s"), ("1h", "1h0m0s"), ("0", "0s"), ("1.5", "1.5s")] {
            let settings = try Settings(
                [.init(name: "httpstream-ttl", value: text)], environment: { _ in nil }, file: nil)
            #expect("\(settings.configuration.timeToLive)" == shown)
        }
    }
}
