package import Foundation
import Octets

/// A program that a test runs. Foundation's `Process` would do, but it reads past the end of a buffer where
/// the test's own process has more than a thousand open files, as it has while the limits of the server are
/// tested, and that is now and then the end of the whole run (AddressSanitizer tells).
package final class ChildProcess {
    /// What the program writes, unless it writes to a file.
    package let output: FileHandle
    package let identifier: pid_t
    private var ended: CInt?

    /// Runs a program, found where `PATH` says if it has no slash, in a directory.
    package init(
        _ program: String, _ arguments: [String], in directory: String? = nil,
        environment: [String: String] = [:], withErrors: Bool = true,
        writingTo file: FileHandle? = nil
    ) throws {
        var ends: [CInt] = [-1, -1]
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SystemError("socketpair", code: errno)
        }
        output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        defer { close(ends[1]) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, file?.fileDescriptor ?? ends[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, withErrors ? 1 : 0, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The thread's own mask may be anything.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // The shell goes to the directory and becomes the program.
        let words =
            ["sh", "-c", "cd \"$0\" && exec \"$@\"", directory ?? ".", program] + arguments
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var argv = unsafe words.map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var number: pid_t = 0
        let code = unsafe posix_spawn(&number, "/bin/sh", &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw SystemError("posix_spawn", code: code) }
        identifier = number
    }

    /// Whether it has not ended yet.
    package var isRunning: Bool { !reap(WNOHANG) }

    /// Waits for the end: the exit status, or a signal's number less than zero.
    package func end() -> Int32 {
        while !reap(0) {}
        let status = ended ?? 0
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    private func reap(_ options: CInt) -> Bool {
        if ended != nil { return true }
        var status: CInt = 0
        guard unsafe waitpid(identifier, &status, options) == identifier else { return false }
        ended = status
        return true
    }
}
