import Foundation
import TestSupport
import Testing

/// The example of a program that has the API inside.
@Suite struct EmbeddedTests {
    @Test func `the example serves its own page, keeps events, and ends when it is told to`() throws
    {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "halserver-embedded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for round in 0..<2 {
            let log = directory.appending(path: "log")
            try Data().write(to: log)
            let example = try ChildProcess(
                ServerProcess.Checkout.executable.deletingLastPathComponent()
                    .appending(path: "Embedded").path(),
                [
                    "127.0.0.1:0", directory.appending(path: "events").path(),
                    ServerProcess.Checkout.root.appending(path: "Resources").path(),
                ], writingTo: try FileHandle(forWritingTo: log))
            defer { kill(example.identifier, SIGKILL) }
            let address = try #require(try Self.address(in: log, example))
            #expect(try Shell.run("curl -s \(address)").output.contains("events/"))
            let message = #"""
                {"messageId":"\#(UUID().uuidString)","type":"started","jsonData":{"round":\#(round)}}
                """#
            let append = "curl -sL -o /dev/null -w '%{http_code}' -d '\(message)'"
            #expect(try Shell.run("\(append) \(address)events/streams/a").output == "200")
            let page = try Shell.run("curl -sL '\(address)events/streams/a?e=1'").output
            #expect(page.contains("\"lastStreamVersion\":\(round)"))
            #expect(try Shell.run("curl -sL \(address)events").output.contains("streamStore:feed"))
            kill(example.identifier, SIGTERM)
            #expect(example.end() == 0)
        }
    }

    /// The address that the example prints once it listens.
    private static func address(in log: URL, _ example: ChildProcess) throws -> String? {
        for _ in 0..<500 {
            let words = try String(contentsOf: log, encoding: .utf8).split { " \n".contains($0) }
            if let address = words.first(where: { $0.hasPrefix("http://") }) {
                return String(address)
            }
            guard example.isRunning else { return nil }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return nil
    }
}
