import Foundation
import TestSupport

/// Runs scripts in the tests' own Python environment, in which foreign clients are installed.
enum Python {
    /// The interpreter that `make venv` makes.
    private static let interpreter = ServerProcess.Checkout.root.appending(
        path: ".build/venv/bin/python")

    struct Missing: Error, CustomStringConvertible {
        let description = "there is no .build/venv: run make venv"
    }

    /// Runs a script of `Tests/EndToEndTests/Clients` with arguments. Its result has both outputs; a script
    /// that finds something wrong says what, and ends with another status than 0.
    static func run(
        _ script: String, _ arguments: [String], in directory: URL? = nil
    ) throws -> Shell.Result {
        guard FileManager.default.isExecutableFile(atPath: interpreter.path()) else {
            throw Missing()
        }
        let path = ServerProcess.Checkout.root.appending(
            path: "Tests/EndToEndTests/Clients/\(script)")
        let words = ([interpreter.path(), "-B", path.path()] + arguments).map {
            "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'"
        }
        return try Shell.run(
            words.joined(separator: " "), in: directory, withErrors: true)
    }
}
