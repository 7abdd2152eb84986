import Foundation
import Testing

/// What a reader copies from the documentation does what the documentation says.
@Suite struct ExamplesTests {
    private static let documents: [String] = {
        let docs = ServerProcess.Checkout.root.appending(path: "Resources/docs").path()
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: docs)) ?? []
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
        // The documents speak of port 5000, and of those of the two stores of bytes; the servers under test have
        // others. What the stores keep lies in the directory in which the commands run.
        let streams = try text.contains("localhost:8080") ? ServerProcess.httpstream() : nil
        let files = try text.contains("localhost:9000") ? ServerProcess.filestore() : nil
        let curl = """
            curl() {
                command curl --connect-to localhost:5000:127.0.0.1:\(server.port) \
                    --connect-to localhost:8080:127.0.0.1:\(streams?.port ?? 8080) \
                    --connect-to localhost:9000:127.0.0.1:\(files?.port ?? 9000) "$@"
            }

            """
        for example in examples {
            let isOfFiles = example.commands.contains("localhost:9000")
            let directory = (isOfFiles ? files : nil)?.directory ?? server.directory
            let result = try Shell.run(curl + example.commands, in: directory, withErrors: true)
            let output = result.output.replacingOccurrences(of: "\r\n", with: "\n")
            let missing = Examples.missing(example.shown, in: output)
            #expect(missing == nil, "\(path):\n\(example.commands)\n\nprinted\n\(output)")
        }
    }
}
