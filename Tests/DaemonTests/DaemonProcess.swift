import Foundation
import TestSupport

/// The executable as a user runs it, with a port that the kernel chose and a data directory of its own. The
/// process is killed and its directory removed when the value goes.
final class DaemonProcess {
    let directory: URL
    private let process: ChildProcess
    private var unread = ""

    /// The checkout that is tested.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The executable that was built beside the tests.
    static var executable: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "halserver")
    }

    var data: String { directory.appending(path: "data").path() }

    /// Runs the program with exactly these arguments.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "halserver-daemon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        process = try ChildProcess(
            Self.executable.path(), arguments, in: directory.path(), environment: environment)
    }

    deinit {
        if process.isRunning { kill(process.identifier, SIGKILL) }
        _ = process.end()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Serves on a free port; the arguments come behind the usual ones.
    static func serving(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> (daemon: DaemonProcess, port: UInt16) {
        let daemon = try DaemonProcess(
            [
                "serve", "--listen", "127.0.0.1:0", "--data", "data", "--resources",
                root.appending(path: "Resources").path(),
            ] + arguments, environment: environment)
        let line = try daemon.line(with: "serves http://127.0.0.1:")
        guard let range = line.range(of: "127.0.0.1:"),
            let port = UInt16(line[range.upperBound...].prefix { $0.isNumber })
        else { throw Missing(text: line) }
        return (daemon, port)
    }

    struct Missing: Error { let text: String }

    /// Waits for an output line with this text.
    @discardableResult
    func line(with text: String) throws -> String {
        while true {
            while let end = unread.firstIndex(of: "\n") {
                let line = String(unread[..<end])
                unread = String(unread[unread.index(after: end)...])
                if line.contains(text) { return line }
            }
            let data = process.output.availableData
            guard !data.isEmpty else { throw Missing(text: "no \"\(text)\" in: \(unread)") }
            unread += String(decoding: data, as: UTF8.self)
        }
    }

    /// Nobody reads what it prints any more.
    func closeOutput() { try? process.output.close() }

    func send(_ signal: Int32) { kill(process.identifier, signal) }

    /// Waits for the end: the exit status (a signal's number less than zero), and what was printed.
    func end() -> (status: Int32, output: String) {
        let data = process.output.readDataToEndOfFile()
        return (process.end(), unread + String(decoding: data, as: UTF8.self))
    }
}
