import Foundation
import TestSupport

/// A directory in which programs are run one after the other, as a user does. It is removed when the value goes.
final class Workplace {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "halserver-workplace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// The directory's path, links resolved.
    var path: String {
        let text = directory.resolvingSymlinksInPath().path()
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// What a run came to: the exit status (a signal's number less than zero), and what was printed.
    typealias Outcome = (status: Int32, output: String)

    /// Runs the server with these arguments to its end. `withErrors` says whether what it prints on standard error
    /// counts as printed.
    func run(_ arguments: String..., withErrors: Bool = true) throws -> Outcome {
        try run(DaemonProcess.executable.path(), arguments, withErrors: withErrors)
    }

    /// Runs a program to its end.
    func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        withErrors: Bool = true
    ) throws -> Outcome {
        let process = try ChildProcess(
            program, arguments, in: directory.path(), environment: environment,
            withErrors: withErrors)
        let output = String(decoding: process.output.readDataToEndOfFile(), as: UTF8.self)
        return (process.end(), output)
    }

    /// The server under another name, in this directory.
    func link(_ name: String) throws -> String {
        let place = directory.appending(path: name)
        try FileManager.default.createSymbolicLink(
            at: place, withDestinationURL: DaemonProcess.executable)
        return place.path()
    }

    /// The text of a file below the directory; nil for none, and to write one.
    subscript(path: String) -> String? {
        get { try? String(contentsOf: directory.appending(path: path), encoding: .utf8) }
        set {
            let place = directory.appending(path: path)
            try? FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? newValue?.write(to: place, atomically: true, encoding: .utf8)
        }
    }
}
