import Foundation
import TestSupport
import Testing

@Suite struct StoreOpeningTests {
    private static func append(_ stream: String) -> String {
        let body = #"{"messageId":"\#(UUID().uuidString)","type":"t","jsonData":{"mark":"here"}}"#
        return "POST /streams/\(stream) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    /// A data directory whose first message is damaged, with good ones behind it.
    private static func damaged() throws -> DaemonProcess {
        let (daemon, port) = try DaemonProcess.serving()
        for _ in 0..<3 { #expect(try RawClient(port: port).answer(append("a")) == 200) }
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        let directory = URL(filePath: daemon.data)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path())
        let file = directory.appending(path: try #require(names.first { $0.hasSuffix(".log") }))
        var bytes = try Data(contentsOf: file)
        let mark = try #require(bytes.range(of: Data("here".utf8)))
        bytes[mark.lowerBound] ^= 1
        try bytes.write(to: file)
        return daemon
    }

    @Test func `damage is said at the start, and nothing is written behind it`() throws {
        let before = try Self.damaged()
        let resources = DaemonProcess.root.appending(path: "Resources").path()
        let told = try DaemonProcess([
            "serve", "--listen", "127.0.0.1:0", "--data", before.data, "--resources", resources,
        ])
        try told.line(with: "damage: ")
        try told.line(with: "reading only")
        told.send(SIGTERM)
        #expect(told.end().status == 0)
        let (daemon, port) = try DaemonProcess.serving(["--data", before.data])
        let ready = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: port).answer(ready) == 503)
        #expect(try RawClient(port: port).answer(Self.append("a")) == 503)
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        #expect(try DaemonProcess(["verify", "--data", before.data]).end().status == 65)
    }

    @Test func `a damaged log is written to if asked`() throws {
        let before = try Self.damaged()
        let (daemon, port) = try DaemonProcess.serving(["--data", before.data, "--open-damaged"])
        #expect(try RawClient(port: port).answer(Self.append("b")) == 200)
        let get = "GET /streams/b/0 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try RawClient(port: port).answer(get) == 200)
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }
}
