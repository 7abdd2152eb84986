import Foundation
import TestSupport
import Testing

@testable import Daemon

@Suite struct SupervisionTests {
    private func lookUp(_ variables: [String: String]) -> (String) -> String? {
        { variables[$0] }
    }

    @Test func `sockets are those that were handed to this very process`() {
        let variables = [
            "LISTEN_PID": "42", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "http:filestore-9000",
        ]
        let found = Activation.descriptors(environment: lookUp(variables), process: 42)
        #expect(found.map(\.number) == [3, 4, 5])
        #expect(found.map(\.name) == ["http", "filestore-9000", ""])
        #expect(Activation.descriptors(environment: lookUp(variables), process: 43).isEmpty)
        #expect(Activation.descriptors(environment: lookUp([:]), process: 42).isEmpty)
    }

    @Test(arguments: ["0", "-1", "x", "", "257", "99999999999999999999"])
    func `a number of sockets that cannot be is none`(count: String) {
        let variables = ["LISTEN_PID": "42", "LISTEN_FDS": count]
        #expect(Activation.descriptors(environment: lookUp(variables), process: 42).isEmpty)
    }

    @Test(arguments: [
        ("", Activation.Face.shared), ("http", .shared), ("httpstream", .streams),
        ("httpstream.socket", .streams), ("filestore", .files),
    ])
    func `the name of a socket says whose it is`(name: String, face: Activation.Face) {
        #expect(Activation.face(of: name) == face)
    }

    @Test(
        arguments: [
            ([:], nil), (["WATCHDOG_USEC": "3000000"], 1500), (["WATCHDOG_USEC": "1"], 1),
            (["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "42"], 1500),
            (["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "43"], nil),
            (["WATCHDOG_USEC": "x"], nil), (["WATCHDOG_USEC": "0"], nil),
        ] as [([String: String], UInt64?)])
    func `the supervisor is told twice as often as it wants`(
        variables: [String: String], interval: UInt64?
    ) {
        let watchdog = Watchdog(environment: lookUp(variables), process: 42)
        #expect(watchdog?.interval == interval)
    }

    @Test func `a socket that was handed over is served, by whichever face it is for`() throws {
        for (arguments, name, path, status) in [
            (["httpstream"], "x", "/ping", 200), (["filestore", "run"], "x", "/", 400),
            (["serve", "--listen", "127.0.0.1:0"], "httpstream", "/ping", 200),
            (["serve", "--listen", "127.0.0.1:0"], "filestore", "/", 400),
            (["serve"], "http", "/health/live", 204),
        ] {
            let socket = try ListeningSocket()
            let place = try Workplace()
            let script = """
                exec 3<&$0; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=\(name); exec "$@"
                """
            let process = try ChildProcess(
                "bash",
                ["-c", script, "\(socket.number)", DaemonProcess.executable.path()] + arguments,
                in: place.directory.path())
            defer {
                if process.isRunning { kill(process.identifier, SIGKILL) }
                _ = process.end()
            }
            let request = "GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let client = try RawClient(port: socket.port)
            client.send(request)
            #expect(client.response(milliseconds: 20_000)?.status == status, "\(arguments)")
            kill(process.identifier, SIGTERM)
            #expect(process.end() == 0)
        }
    }

    /// A socket that listens on the loopback, and that programs which are started inherit.
    private final class ListeningSocket {
        let number: Int32
        let port: UInt16

        init() throws {
            number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let number = number
            let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe bind(number, pointer, length) == 0 && listen(number, 16) == 0
                        && getsockname(number, pointer, &length) == 0
                }
            }
            try #require(isListening)
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(number) }
    }
}
