import Foundation
import Testing

@Suite struct KillTests {
    /// The script beside this file compares what the server kept with what it acknowledged.
    @Test(.timeLimit(.minutes(5)))
    func `twenty kills below 64 writers lose, double, reorder and tear nothing`() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "kill_rounds.py")
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "halserver-kill-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let checkout = ServerProcess.Checkout.root
        let result = try Shell.run(
            """
            python3 '\(script.path())' '\(ServerProcess.Checkout.executable.path())' \
            '\(checkout.appending(path: "Resources").path())' '\(directory.path())' --rounds 20
            """, withErrors: true)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains(#""faults": []"#), "\(result.output)")
    }
}
