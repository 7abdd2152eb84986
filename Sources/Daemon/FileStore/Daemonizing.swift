import CLinux
import Glibc
import Octets

/// How a process goes into the background: it forks twice, so that it has neither parent nor terminal, and whoever
/// started it waits until it serves. Before any thread starts: only the calling one is there behind a fork.
enum Daemonizing {
    /// Who goes on behind ``split()``.
    enum Side: ~Copyable {
        /// The process that was started: it ends with this number, having printed this.
        case parent(ExitCode, String)
        /// The process in the background, which tells the other one what became of it.
        case daemon(Report)
    }

    /// How the process in the background tells whoever started it what became of it.
    struct Report: ~Copyable, Sendable {
        private let pipe: Descriptor

        fileprivate init(_ pipe: consuming Descriptor) { self.pipe = pipe }

        /// It serves.
        consuming func ready() { send("+") }

        /// It does not, for a reason.
        consuming func failed(_ reason: String) { send("-" + reason) }

        private func send(_ text: String) {
            let bytes = Array(text.utf8)
            _ = unsafe Glibc.write(pipe.raw, bytes, bytes.count)
        }
    }

    /// Where the report of the process in the background is: the first number behind the standard ones.
    private static let reportNumber: CInt = 3

    /// Forks.
    static func split() throws(SystemError) -> Side {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemError("pipe", code: halserver_errno()) }
        let reading = Descriptor(adopting: ends[0])
        let writing = Descriptor(adopting: ends[1])
        let child = fork()
        guard child >= 0 else { throw SystemError("fork", code: halserver_errno()) }
        if child > 0 {
            _ = consume writing
            var status: CInt = 0
            while unsafe waitpid(child, &status, 0) < 0, halserver_errno() == EINTR {}
            return outcome(of: reading)
        }
        _ = consume reading
        setsid()
        umask(0o022)
        let grandchild = fork()
        if grandchild != 0 {
            // What the process has registered for its end is the other one's.
            _exit(grandchild < 0 ? 1 : 0)
        }
        let raw = writing.release()
        // Whatever whoever started it had open is none of its business.
        if raw != reportNumber { dup2(raw, reportNumber) }
        halserver_close_from(reportNumber + 1)
        _ = fcntl(reportNumber, F_SETFD, FD_CLOEXEC)
        signal(SIGHUP, SIG_DFL)
        signal(SIGPIPE, SIG_IGN)
        return .daemon(Report(Descriptor(adopting: reportNumber)))
    }

    /// Waits for the report.
    private static func outcome(of pipe: borrowing Descriptor) -> Side {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = unsafe read(pipe.raw, &buffer, buffer.count)
            if count < 0, halserver_errno() == EINTR { continue }
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        if text.first == UInt8(ascii: "+") { return .parent(.ok, "") }
        let reason = String(decoding: text.dropFirst(), as: UTF8.self)
        return .parent(
            .failure,
            reason.isEmpty ? "it ended before it served; see \(errorLog)" : reason)
    }

    private static let outputLog = "./log/output.log"
    private static let errorLog = "./log/error.log"

    /// Makes the directories of the log, as the umask says.
    static func makeLogDirectories() throws(SystemError) {
        for path in ["./log", "./log/daemon"] {
            guard unsafe mkdir(path, 0o777) != 0, halserver_errno() != EEXIST else { continue }
            throw SystemError("mkdir \(path)", code: halserver_errno())
        }
    }

    /// Has what is printed written to files.
    static func redirect() throws(SystemError) {
        try redirect(STDIN_FILENO, to: "/dev/null", O_RDONLY)
        try redirect(STDOUT_FILENO, to: outputLog, O_WRONLY | O_CREAT | O_APPEND)
        try redirect(STDERR_FILENO, to: errorLog, O_WRONLY | O_CREAT | O_APPEND)
    }

    private static func redirect(
        _ number: CInt, to path: String, _ flags: CInt
    ) throws(SystemError) {
        let raw = unsafe open(path, flags | O_CLOEXEC, 0o666)
        guard raw >= 0 else { throw SystemError("open \(path)", code: halserver_errno()) }
        let file = Descriptor(adopting: raw)
        guard dup2(file.raw, number) >= 0 else {
            throw SystemError("dup2", code: halserver_errno())
        }
    }
}
