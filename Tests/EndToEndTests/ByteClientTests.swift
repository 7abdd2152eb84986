import Foundation
import Testing

/// Programs with which people put bytes somewhere and get them back.
@Suite(.serialized) struct ByteClientTests {
    @Test(.timeLimit(.minutes(5)))
    func `curl, wget, aria2, python and tuspy store bytes and get them back`() throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "halserver-bytes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let result = try Python.run(
            "bytes_clients.py",
            [
                ServerProcess.Checkout.executable.path(),
                ServerProcess.Checkout.root.appending(path: "Resources").path(),
                directory.path(),
            ])
        #expect(result.status == 0, "\(result.output)")
    }
}
