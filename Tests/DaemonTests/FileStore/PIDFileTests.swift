import Foundation
import TestSupport
import Testing

@testable import Daemon

/// The working directory belongs to a whole process, so each of these is one of its own.
@Suite struct PIDFileTests {
    /// Goes to a new directory, with this in the file.
    private static func enter(_ text: String?) {
        let path = FileManager.default.temporaryDirectory.appending(
            path: "halserver-pid-\(UUID().uuidString)"
        ).path()
        guard unsafe mkdir(path, 0o700) == 0, unsafe chdir(path) == 0 else { exit(10) }
        if let text { try? text.write(toFile: PIDFile.path, atomically: true, encoding: .utf8) }
    }

    private static func leave(_ isRight: Bool) -> Never {
        try? FileManager.default.removeItem(
            atPath: FileManager.default.currentDirectoryPath)
        exit(isRight ? 0 : 1)
    }

    @Test func `no file, an empty one and one without a number are none`() async {
        await #expect(processExitsWith: .success) {
            var isRight = true
            for text in [nil, "", "\n", "x", "-1\n", "0", "99999999999\n"] {
                PIDFileTests.enter(text)
                isRight = isRight && PIDFile.state == .none
            }
            PIDFileTests.leave(isRight)
        }
    }

    @Test func `a process that holds no lock is no server, wherever it works`() async {
        await #expect(processExitsWith: .success) {
            // One that lives, in another directory.
            guard let other = try? ChildProcess("sleep", ["600"], in: "/") else { exit(2) }
            // It goes there before it becomes what it is.
            while (try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(other.identifier)/cwd")) != "/"
            { usleep(1000) }
            PIDFileTests.enter("\(other.identifier)\n")
            var isRight = PIDFile.state == .stale(other.identifier)
            PIDFileTests.enter(" \(getpid())\n")
            isRight = isRight && PIDFile.state == .stale(getpid())
            PIDFileTests.enter("4194399")
            isRight = isRight && PIDFile.state == .stale(4_194_399)
            // Whoever may look or not: the first process is no server of ours.
            PIDFileTests.enter("1\n")
            isRight = isRight && PIDFile.state == .stale(1)
            kill(other.identifier, SIGKILL)
            PIDFileTests.leave(isRight)
        }
    }

    @Test func `the file is claimed over a stale one, and released by its owner alone`() async {
        await #expect(processExitsWith: .success) {
            PIDFileTests.enter("4194399\n")
            var isRight = (try? PIDFile.claim()) == true
            isRight =
                isRight
                && (try? String(contentsOfFile: PIDFile.path, encoding: .utf8)) == "\(getpid())\n"
            PIDFile.release(4_194_399)
            isRight = isRight && PIDFile.state == .running(getpid())
            PIDFile.release()
            isRight = isRight && PIDFile.state == .none
            let left = try? FileManager.default.contentsOfDirectory(atPath: ".")
            PIDFileTests.leave(isRight && left == [])
        }
    }

    @Test func `options are remembered, and rubbish is not taken for any`() async {
        await #expect(processExitsWith: .success) {
            PIDFileTests.enter(nil)
            var isRight = RememberedOptions.read() == FileOptions()
            var options = FileOptions()
            options.port = 81
            options.verifies = true
            guard (try? RememberedOptions.write(options)) != nil else { exit(2) }
            isRight = isRight && RememberedOptions.read() == options
            try? "--port=x\n".write(
                toFile: RememberedOptions.path, atomically: true, encoding: .utf8)
            isRight = isRight && RememberedOptions.read() == FileOptions()
            PIDFileTests.leave(isRight)
        }
    }
}
