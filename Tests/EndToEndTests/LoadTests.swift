import Foundation
import Testing

/// The scripts of `Load` run the executable below heavy and hostile load; `make torture` runs them for longer.
/// One after the other: each wants the machine for itself.
@Suite(.serialized) struct LoadTests {
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "shutdown.py", "idle.py", "slow.py", "memory.py", "descriptors.py", "clock.py",
            "storms.py", "walks.py", "bodies.py", "process.py", "bytes_slow.py",
            "bytes_aborts.py", "bytes_large.py", "bytes_intruders.py",
        ])
    func `a server below load keeps what it promises`(script: String) throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "halserver-load-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let root = ServerProcess.Checkout.root
        let path = root.appending(path: "Tests/EndToEndTests/Load/\(script)")
        let result = try Shell.run(
            """
            python3 -B '\(path.path())' '\(ServerProcess.Checkout.executable.path())' \
            '\(root.appending(path: "Resources").path())' '\(directory.path())'
            """, withErrors: true)
        #expect(result.status == 0, "\(script): \(result.output)")
    }
}
