import Foundation
import TestSupport

/// Runs what a person would type.
enum Shell {
    struct Result {
        let status: Int32
        let output: String
    }

    /// Runs a line in `sh` and returns what it wrote to its standard output (and, if asked, its error).
    static func run(
        _ line: String, in directory: URL? = nil, withErrors: Bool = false,
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = try ChildProcess(
            "/bin/sh", ["-c", line], in: directory?.path(), environment: environment,
            withErrors: withErrors)
        let data = process.output.readDataToEndOfFile()
        let status = process.end()
        return Result(status: status, output: String(decoding: data, as: UTF8.self))
    }
}
