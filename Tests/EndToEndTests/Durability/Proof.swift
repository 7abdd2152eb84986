import Foundation
import Testing

/// Runs the scripts of `Scripts` against the executable that was built beside the tests. They end with another
/// status than 0 where a promise does not hold, and say why and from which seed.
enum Proof {
    /// The executable that opens crash states.
    static var judge: URL {
        ServerProcess.Checkout.executable.deletingLastPathComponent().appending(
            path: "CrashStates")
    }

    /// Runs a script in a directory of its own, in memory if that does no harm to what it proves.
    static func run(
        _ script: String, _ arguments: String..., inMemory: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Scripts/\(script)")
        let memory = URL(filePath: "/dev/shm")
        let root =
            inMemory && FileManager.default.isWritableFile(atPath: memory.path())
            ? memory : FileManager.default.temporaryDirectory
        let directory = root.appending(path: "halserver-proof-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let checkout = ServerProcess.Checkout.root
        let words = [
            "python3", "-B", path.path(), ServerProcess.Checkout.executable.path(),
            checkout.appending(path: "Resources").path(), directory.path(),
        ]
        let line = (words + arguments).map { "'\($0)'" }.joined(separator: " ")
        let result = try Shell.run(line, withErrors: true)
        #expect(
            result.status == 0, "\(script): \(result.output.suffix(4000))",
            sourceLocation: sourceLocation)
        // For whoever reads the log of the tests.
        if let last = result.output.split(separator: "\n").last { print("\(script): \(last)") }
    }

    /// What the machine can do. What it cannot is left out by name here, and fails in `make torture`.
    enum Machine {
        static let compiles = can("command -v cc || command -v gcc || command -v clang")
        static let mounts = can(
            "d=$(mktemp -d) && mount -t tmpfs tmpfs $d && umount $d && rmdir $d")
        static let cutsPower =
            mounts && compiles && can("losetup --find && command -v mkfs.ext4")
        static let traces = can("strace -o /dev/null -e trace=none true")

        private static func can(_ line: String) -> Bool {
            (try? Shell.run(line, withErrors: true))?.status == 0
        }
    }
}
