import Foundation
import TestSupport

/// A real `halserver` on a free port of the loopback, with a data directory of its own. It is killed and its
/// directory removed when the value goes.
final class ServerProcess {
    let port: UInt16
    let directory: URL
    private let process: ChildProcess
    private let output: FileHandle

    /// Everything a test of the executable needs to know of the checkout.
    enum Checkout {
        static let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()

        /// The executable that was built beside the tests.
        static var executable: URL {
            URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
                .appending(path: "halserver")
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a server and waits until it answers. A `directory` given is used as it is and kept.
    convenience init(
        _ arguments: [String] = [], port: UInt16? = nil, directory: URL? = nil,
        environment: [String: String] = [:]
    ) throws {
        try self.init(port: port, directory: directory, environment: environment) {
            port, directory in
            [
                "serve", "--listen", "127.0.0.1:\(port)", "--data",
                directory.appending(path: "data").path(), "--resources",
                Checkout.root.appending(path: "Resources").path(),
            ] + arguments
        }
    }

    /// The command of the byte store alone, in a directory of its own, with its default path.
    static func httpstream(_ arguments: [String] = []) throws -> ServerProcess {
        try ServerProcess(ready: "/ping") { port, _ in
            ["httpstream", "-addr", "127.0.0.1:\(port)"] + arguments
        }
    }

    /// The command of the file store alone, in the foreground.
    static func filestore(_ arguments: [String] = []) throws -> ServerProcess {
        try ServerProcess(ready: "/files") { port, _ in
            ["filestore", "run", "--host", "127.0.0.1", "--port", "\(port)"] + arguments
        }
    }

    /// Starts a command in the directory and waits until the path `ready` is answered with success.
    private init(
        port: UInt16? = nil, directory: URL? = nil, environment: [String: String] = [:],
        ready: String = "/health/ready", command: (UInt16, URL) -> [String]
    ) throws {
        self.port = try port ?? Self.freePort()
        isTemporary = directory == nil
        self.directory =
            directory
            ?? FileManager.default.temporaryDirectory.appending(
                path: "halserver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.directory, withIntermediateDirectories: true)
        let log = self.directory.appending(path: "server.log")
        if !FileManager.default.fileExists(atPath: log.path()) { try Data().write(to: log) }
        output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process = try ChildProcess(
            Checkout.executable.path(), command(self.port, self.directory),
            in: self.directory.path(), environment: environment, writingTo: output)
        try waitUntilReady(ready)
    }

    private let isTemporary: Bool

    deinit {
        if process.isRunning { kill(process.identifier, SIGKILL) }
        _ = process.end()
        if isTemporary { try? FileManager.default.removeItem(at: directory) }
    }

    var pid: Int32 { process.identifier }

    /// What the server wrote to its standard output and error.
    var log: String {
        (try? String(contentsOf: directory.appending(path: "server.log"), encoding: .utf8)) ?? ""
    }

    /// Sends a signal and waits for the end. Returns the exit status.
    @discardableResult
    func end(_ signal: Int32 = SIGTERM) -> Int32 {
        kill(process.identifier, signal)
        return process.end()
    }

    private func waitUntilReady(_ path: String) throws {
        for _ in 0..<500 {
            guard process.isRunning else { throw Failed(description: "the server ended: \(log)") }
            let answer = try Shell.run(
                "curl -s -o /dev/null -w '%{http_code}' \(url(path))")
            if answer.output.hasPrefix("2") { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw Failed(description: "the server was not ready within ten seconds: \(log)")
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// A port that nobody listens on at this moment.
    private static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard bound else { throw Failed(description: "no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
