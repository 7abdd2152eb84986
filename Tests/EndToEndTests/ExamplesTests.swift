import Foundation
import Testing

/// What a reader copies from the documentation does what the documentation says.
@Suite struct ExamplesTests {
    private static let documents: [String] = {
        let docs = ServerProcess.Checkout.root.appending(path: "Resources/docs").path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: docs)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().map { "Resources/docs/\($0)" }
    }()

    @Test func `every relation is documented`() {
        #expect(Self.documents.count >= 11)
    }

    @Test(arguments: documents)
    func `the examples of a document are true`(path: String) throws {
        try run(path)
    }

    @Test func `the tour of the README is true`() throws {
        try run("README.md")
    }

    private func run(_ path: String) throws {
        let file = ServerProcess.Checkout.root.appending(path: path)
        let text = try String(contentsOf: file, encoding: .utf8)
        let examples = Examples(markdown: text).examples.filter { $0.commands.contains("curl") }
        try #require(!examples.isEmpty, "\(path) has no example")
        let server = try ServerProcess()
        // The documents speak of port 5000; the server under test has another.
        let curl = """
            curl() { command curl --connect-to localhost:5000:127.0.0.1:\(server.port) "$@"; }

            """
        for example in examples {
            let result = try Shell.run(
                curl + example.commands, in: server.directory, withErrors: true)
            let output = result.output.replacingOccurrences(of: "\r\n", with: "\n")
            let missing = Examples.missing(example.shown, in: output)
            #expect(missing == nil, "\(path):\n\(example.commands)\n\nprinted\n\(output)")
        }
    }
}
