import Foundation
import Octets
import Store
import TestSupport
import Testing

@testable import Daemon

@Suite struct StreamCommandTests {
    private static let ping = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"

    /// The port in the line that says where it serves.
    private func port(of daemon: DaemonProcess) throws -> UInt16 {
        let line = try daemon.line(with: "httpstream serves http://127.0.0.1:")
        let text = line.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
        return try #require(UInt16(text))
    }

    /// What the document of the original shows, with the two flags that came later.
    private static let help = """
        HTTP Stream Store Service -- простой сервис хранения потоков данных c RESTful интерфейсом.
        Usage of httpstream:
          -addr string
                Service listennig address & port (default "0.0.0.0:8080")
          -d    Debug mode
          -path string
                Streams storage path (default "DATA")
          -ttl duration
                Streams time-to-live on storage, 0 for no limit
          -ttlcycle duration
                Time-to-live cleaner cycle interval (default 1m0s)

        """

    @Test func `the usage is the original's, on standard error`() throws {
        let place = try Workplace()
        #expect(try place.run("httpstream", "-h") == (0, Self.help))
        #expect(try place.run("httpstream", "-h", withErrors: false) == (0, ""))
        // The same under its own name.
        let linked = try place.run(try place.link("httpstream"), ["-h"])
        #expect(linked == (0, Self.help))
    }

    @Test func `an unknown flag ends with 2 and the usage`() throws {
        let (status, output) = try Workplace().run("httpstream", "-x")
        #expect(status == 2)
        let lines = Self.help.split(separator: "\n", omittingEmptySubsequences: false)
        var wanted = Array(lines)
        wanted.insert("flag provided but not defined: -x", at: 1)
        #expect(output == wanted.joined(separator: "\n"))
    }

    @Test func `it says what is in force, answers, logs, and keeps no log of events`() throws {
        let daemon = try DaemonProcess(["httpstream", "-addr", "127.0.0.1:0", "-ttl", "0"])
        try daemon.line(with: "HTTP Stream Store Service")
        try daemon.line(with: "Current config:")
        try daemon.line(with: " - Listening address: 127.0.0.1:0")
        try daemon.line(with: " - Streams path:      DATA")
        try daemon.line(with: " - Streams TTL:       0s (off: streams stay until they are deleted)")
        try daemon.line(with: " - Cleaner interval:  1m0s")
        let port = try port(of: daemon)
        #expect(try RawClient(port: port).answer(Self.ping) == 200)
        try daemon.line(with: "\"GET /ping\" 200")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: daemon.directory.path())
        #expect(names == ["DATA"])
        daemon.send(SIGHUP)
        try daemon.line(with: "SIGHUP: there is nothing to read again.")
        #expect(try RawClient(port: port).answer(Self.ping) == 200)
        daemon.send(SIGTERM)
        let (status, output) = daemon.end()
        #expect(status == 0)
        #expect(output.contains("Everything is finished and on disk."))
    }

    @Test func `its directory is made as the umask says`() throws {
        let place = try Workplace()
        let path = place.directory.appending(path: "deep/er").path()
        let script = "umask 027; exec \"$0\" httpstream -addr 127.0.0.1:0 -path \"$1\""
        let process = try ChildProcess("sh", ["-c", script, DaemonProcess.executable.path(), path])
        defer {
            kill(process.identifier, SIGKILL)
            _ = process.end()
        }
        var text = ""
        while !text.contains("httpstream serves") {
            let data = process.output.availableData
            try #require(!data.isEmpty, "\(text)")
            text += String(decoding: data, as: UTF8.self)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o750)
    }

    @Test func `a directory that cannot be made ends it with 1`() throws {
        let (status, output) = try Workplace().run(
            "httpstream", "-addr", "127.0.0.1:0", "-path", "/proc/nothing")
        #expect(status == 1)
        #expect(output.contains("Fatal: error creating /proc/nothing: "))
    }

    @Test func `an address that is taken ends it with 1`() throws {
        let first = try DaemonProcess(["httpstream", "-addr", "127.0.0.1:0"])
        let address = "127.0.0.1:\(try port(of: first))"
        let (status, output) = try Workplace().run("httpstream", "-addr", address)
        #expect(status == 1)
        #expect(output.contains("Fatal: cannot listen on \(address)"))
        withExtendedLifetime(first) {}
    }

    @Test func `more is told in debug mode`() throws {
        let daemon = try DaemonProcess(["httpstream", "-addr", "127.0.0.1:0", "-d"])
        try daemon.line(with: "OPTIONS /ping")
    }

    @Test func `streams that are too old go, and nothing else does`() async throws {
        let place = try Workplace()
        let path = place.directory.appending(path: "DATA").path()
        let pool = BlobPool()
        let store = try ByteStreamStore(directory: path, pool: pool)
        let old = try await store.save("old").id
        let new = try await store.save("new").id
        pool.stop()
        place["DATA/foreign.txt"] = "mine"
        for name in ["\(old).data", "foreign.txt"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now.addingTimeInterval(-7200)],
                ofItemAtPath: "\(path)/\(name)")
        }
        let daemon = try DaemonProcess([
            "httpstream", "-addr", "127.0.0.1:0", "-path", path, "-ttl", "1h", "-ttlcycle", "50ms",
        ])
        try daemon.line(with: "1 stream older than 1h0m0s deleted.")
        #expect(place["DATA/\(old).data"] == nil)
        #expect(place["DATA/\(new).data"] == "new")
        #expect(place["DATA/foreign.txt"] == "mine")
        // One that grows old later goes in a later round.
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now.addingTimeInterval(-7200)],
            ofItemAtPath: "\(path)/\(new).data")
        try daemon.line(with: "1 stream older than 1h0m0s deleted.")
        #expect(place["DATA/\(new).data"] == nil)
    }
}
