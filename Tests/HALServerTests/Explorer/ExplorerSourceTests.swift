import Foundation
import Octets
import Testing

@testable import HALServer

/// The script proves the hypermedia only if it knows nothing else.
@Suite struct ExplorerSourceTests {
    private static let directory = URL(filePath: "\(Checkout.resources)/explorer")

    private static func text(_ name: Bytes) throws -> String {
        try String(contentsOf: directory.appending(path: name.text), encoding: .utf8)
    }

    @Test func `exactly the files that are there are served`() throws {
        let there = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path())
        #expect(Set(there) == Set(ExplorerFile.names.map(\.text)))
        let imports = try ExplorerFile.names.filter { $0.text.hasSuffix(".js") }.flatMap { name in
            try Self.text(name).matches(of: /from "\.\/(?<file>[a-z.]+)"/).map { String($0.file) }
        }
        #expect(!imports.isEmpty)
        #expect(Set(imports).isSubset(of: Set(there)))
    }

    @Test(arguments: ExplorerFile.names)
    func `no address and no relation of ours is built in`(name: Bytes) throws {
        let text = try Self.text(name).lowercased()
        for word in [
            "/stream", "stream/", "streams", "streamstore", "/docs", "docs/", "/metadata",
            "/payload",
            "explorer/", "/health", "sss-", "messageid", "streamid", "jsondata", "jsonmetadata",
            "expectedversion", "feed", "append-", "delete-", "127.0.0.1", "localhost",
        ] {
            #expect(!text.contains(word), "\(name): \(word)")
        }
    }

    @Test(arguments: ExplorerFile.names)
    func `nothing in it makes markup or code of a text`(name: Bytes) throws {
        let text = try Self.text(name)
        for word in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
            "setTimeout(\"", "srcdoc", "http://", "https://", "@import", ":url(", " url(", "style=",
        ] {
            #expect(!text.contains(word), "\(name): \(word)")
        }
    }

    @Test func `all of it is small`() throws {
        let sizes = try ExplorerFile.names.map { try Self.text($0).utf8.count }
        #expect(sizes.reduce(0, +) < 56_000)
    }
}
