import Foundation
import TestSupport
import Testing

@Suite struct ServingTests {
    private static let get = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let body =
        #"{"messageId":"0d5f8f3e-7f0a-4d52-9a55-6f3f6d2c9a01","type":"t","jsonData":{"a":1}}"#

    private static var append: String {
        "POST /streams/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
    }

    @Test func `a server says where it serves, answers, and ends with 0`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        try daemon.line(with: "\"GET /health/ready\" 204")
        daemon.send(SIGTERM)
        let (status, output) = daemon.end()
        #expect(status == 0)
        #expect(output.contains("Everything is finished and on disk."))
    }

    @Test func `SIGINT ends it as well`() throws {
        let (daemon, _) = try DaemonProcess.serving(["--store", "memory"])
        daemon.send(SIGINT)
        #expect(daemon.end().status == 0)
    }

    @Test func `SIGHUP ends nothing`() throws {
        let (daemon, port) = try DaemonProcess.serving(["--store", "memory"])
        daemon.send(SIGHUP)
        try daemon.line(with: "SIGHUP")
        #expect(try RawClient(port: port).answer(Self.get) == 204)
    }

    @Test func `a request under way is finished, and its connection closed`() throws {
        let (daemon, port) = try DaemonProcess.serving(["--grace", "20"])
        let client = try RawClient(port: port)
        let half = Self.body.utf8.count / 2
        client.send(Self.append + Self.body.prefix(half))
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        daemon.send(SIGTERM)
        try daemon.line(with: "Signal 15")
        client.send(String(Self.body.dropFirst(half)))
        let response = try #require(client.response())
        #expect(response.status == 200)
        #expect(response.closes)
        #expect(daemon.end().status == 0)
    }

    @Test func `a second signal ends it at once`() throws {
        let (daemon, port) = try DaemonProcess.serving(["--grace", "60"])
        let client = try RawClient(port: port)
        client.send(Self.append + Self.body.prefix(5))
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        daemon.send(SIGTERM)
        try daemon.line(with: "Signal 15")
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 128 + SIGTERM)
    }

    @Test func `grace ends`() throws {
        let (daemon, port) = try DaemonProcess.serving(["--grace", "0.2"])
        let client = try RawClient(port: port)
        client.send(Self.append + Self.body.prefix(5))
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test func `what was appended is there after the next start`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        #expect(try RawClient(port: port).answer(Self.append + Self.body) == 200)
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        let verified = try DaemonProcess(["verify", "--data", daemon.data]).end()
        #expect(verified.status == 0)
        #expect(verified.output.contains("1 message in 1 segment, "))
        let (again, newPort) = try DaemonProcess.serving(["--data", daemon.data])
        let get = "GET /streams/a/0 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: newPort).answer(get) == 200)
        again.send(SIGTERM)
        #expect(again.end().status == 0)
    }

    @Test func `a backup of a server that goes on can be served`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        #expect(try RawClient(port: port).answer(Self.append + Self.body) == 200)
        let target = daemon.data + "-backup"
        defer { try? FileManager.default.removeItem(atPath: target) }
        let made = try DaemonProcess(["backup", target, "--data", daemon.data]).end()
        #expect(made.status == 0)
        #expect(made.output.contains("\(target): 1 segment, 0 there before, 0 linked, "))
        let (copy, copyPort) = try DaemonProcess.serving(["--data", target])
        let get = "GET /streams/a/0 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: copyPort).answer(get) == 200)
        let locked = try DaemonProcess(["backup", target, "--data", daemon.data]).end()
        #expect(locked.status == 75)
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        for process in [daemon, copy] {
            process.send(SIGTERM)
            #expect(process.end().status == 0)
        }
    }

    @Test func `a backup into nowhere says what is missing`() throws {
        let (status, output) = try DaemonProcess(["backup"]).end()
        #expect(status == 64)
        #expect(output.contains("backup needs the directory to copy to"))
    }

    @Test func `a flipped byte is found by verify`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        for _ in 0..<3 {
            let body = Self.body.replacing("0d5f8f3e", with: String(UUID().uuidString.prefix(8)))
            #expect(
                try RawClient(port: port).answer(Self.append + body) == 200)
        }
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: daemon.data)
        let name = try #require(files.first { $0.hasSuffix(".log") })
        let file = URL(filePath: daemon.data).appending(path: name)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 3] ^= 0x10
        try bytes.write(to: file)
        let (status, output) = try DaemonProcess(["verify", "--data", daemon.data]).end()
        #expect(status == 65)
        #expect(output.contains("\(name) at byte "))
    }

    @Test func `the data is the owner's alone`() throws {
        let (daemon, port) = try DaemonProcess.serving()
        #expect(try RawClient(port: port).answer(Self.append + Self.body) == 200)
        let manager = FileManager.default
        func mode(_ path: String) throws -> Int? {
            try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(daemon.data) == 0o700)
        for name in try manager.contentsOfDirectory(atPath: daemon.data) {
            let path = "\(daemon.data)/\(name)"
            let type = try manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            #expect(try mode(path) == (type == .typeDirectory ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test func `an address that is taken ends with 69`() throws {
        let (first, port) = try DaemonProcess.serving()
        let (status, output) = try DaemonProcess([
            "--listen", "127.0.0.1:\(port)", "--store", "memory", "--resources",
            DaemonProcess.root.appending(path: "Resources").path(),
        ]).end()
        #expect(status == 69)
        #expect(output.contains("cannot listen on 127.0.0.1:\(port)"))
        #expect(try RawClient(port: port).answer(Self.get) == 204)
        withExtendedLifetime(first) {}
    }

    @Test func `a data directory that is in use ends with 75`() throws {
        let (first, port) = try DaemonProcess.serving()
        let (status, output) = try DaemonProcess([
            "--listen", "127.0.0.1:0", "--data", first.data, "--resources",
            DaemonProcess.root.appending(path: "Resources").path(),
        ]).end()
        #expect(status == 75)
        #expect(output.contains("another process has this data directory open"))
        #expect(try RawClient(port: port).answer(Self.get) == 204)
    }

    @Test func `a closed standard output ends nothing`() throws {
        let (daemon, port) = try DaemonProcess.serving(["--store", "memory"])
        daemon.closeOutput()
        for _ in 0..<50 { #expect(try RawClient(port: port).answer(Self.get) == 204) }
        withExtendedLifetime(daemon) {}
    }

    @Test func `a supervisor is told of the beginning and the end`() throws {
        let listener = try NotificationListener()
        let (daemon, _) = try DaemonProcess.serving(
            ["--store", "memory"], environment: ["NOTIFY_SOCKET": listener.path])
        #expect(listener.next() == "READY=1")
        daemon.send(SIGTERM)
        #expect(listener.next() == "STOPPING=1")
        #expect(daemon.end().status == 0)
    }
}

extension RawClient {
    /// The status that a request is answered with; nil for none.
    func answer(_ request: String) -> Int? {
        send(request)
        return response()?.status
    }
}
