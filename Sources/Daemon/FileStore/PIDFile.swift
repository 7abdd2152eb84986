import CLinux
import Glibc
import Octets

/// The file with the number of the process that serves in the background, in the working directory, as the original
/// has it: the number and a line feed. One that a killed process left does not count.
enum PIDFile {
    static let path = "./daemon_pid.pid"

    /// What a number comes to.
    enum State: Equatable, Sendable {
        /// There is no file, or no number in it.
        case none
        /// The file names a process that is gone, or one that works somewhere else: numbers are given again.
        case stale(pid_t)
        case running(pid_t)
    }

    /// What is in the file, and what became of it.
    static var state: State {
        guard let number = number() else { return .none }
        return isLocked || isOriginal(number) ? .running(number) : .stale(number)
    }

    /// The number in the file; nil for none.
    private static func number() -> pid_t? {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return nil }
        let file = Descriptor(adopting: raw)
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = unsafe read(file.raw, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        guard let number = pid_t(trimmed(text.prefix { $0 != "\n" })), number > 0 else {
            return nil
        }
        return number
    }

    /// Whether a process that serves holds the file. Numbers are given again, a lock goes with its process.
    private static var isLocked: Bool {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return false }
        let file = Descriptor(adopting: raw)
        return flock(file.raw, LOCK_SH | LOCK_NB) != 0 && halserver_errno() == EWOULDBLOCK
    }

    /// Whether a process is the original, which locks nothing: it works in this directory, and runs `main.py`.
    private static func isOriginal(_ number: pid_t) -> Bool {
        var own = stat()
        var other = stat()
        guard unsafe stat("/proc/self/cwd", &own) == 0,
            unsafe stat("/proc/\(number)/cwd", &other) == 0,
            own.st_dev == other.st_dev, own.st_ino == other.st_ino
        else { return false }
        let raw = unsafe open("/proc/\(number)/cmdline", O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return false }
        let file = Descriptor(adopting: raw)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(file.raw, &buffer, buffer.count)
        guard count > 0 else { return false }
        return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\0")
            .contains { $0 == "main.py" || $0.hasSuffix("/main.py") }
    }

    /// Makes the file for this process, whole at once. False if a process that serves has one.
    static func claim() throws(SystemError) -> Bool {
        // One after the other: what is stale to one may be new by the time at which another removes it.
        let raw = unsafe open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        let directory = Descriptor(adopting: raw)
        _ = flock(directory.raw, LOCK_EX)
        defer { _ = flock(directory.raw, LOCK_UN) }
        if case .running = state { return false }
        try write("\(getpid())\n", to: path)
        // Held until the process ends, which closes it.
        let claimed = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard claimed >= 0 else { throw SystemError("open \(path)", code: halserver_errno()) }
        guard flock(claimed, LOCK_EX) == 0 else {
            let code = halserver_errno()
            close(claimed)
            throw SystemError("flock \(path)", code: code)
        }
        return true
    }

    /// Removes the file if it is this process's.
    static func release() { release(getpid()) }

    /// Removes the file if it names that process.
    static func release(_ number: pid_t) {
        if self.number() == number { _ = unsafe unlink(path) }
    }

    /// Removes the file, whatever is in it.
    static func remove() { _ = unsafe unlink(path) }

    /// Replaces a small file in the working directory, whole at once.
    static func write(_ text: String, to path: String) throws(SystemError) {
        let new = "\(path).\(getpid())"
        let raw = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard raw >= 0 else { throw SystemError("open \(new)", code: halserver_errno()) }
        let file = Descriptor(adopting: raw)
        let bytes = Array(text.utf8)
        let count = unsafe Glibc.write(file.raw, bytes, bytes.count)
        var code: CInt = count == bytes.count ? 0 : (count < 0 ? halserver_errno() : ENOSPC)
        if code == 0, unsafe rename(new, path) != 0 { code = halserver_errno() }
        guard code == 0 else {
            _ = unsafe unlink(new)
            throw SystemError("write \(path)", code: code)
        }
    }
}
