import CLinux
import Glibc
import Octets

/// The signals that the process listens to, as a descriptor (signalfd(2)). They must be blocked before the
/// first thread starts: threads inherit the mask.
struct Signals: ~Copyable, Sendable {
    enum Signal: Sendable {
        /// SIGTERM or SIGINT, by its number: end.
        case end(CInt)
        /// SIGHUP: read again what can be read again.
        case reload
    }

    private let descriptor: Descriptor

    /// Blocks the signals' usual effect, ignores SIGPIPE, and listens.
    init() throws(SystemError) {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
        let code = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard code == 0 else { throw SystemError("pthread_sigmask", code: code) }
        let number = unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC))
        guard number >= 0 else { throw SystemError("signalfd", code: halserver_errno()) }
        descriptor = Descriptor(adopting: number)
    }

    /// Waits for the next signal.
    func next() -> Signal {
        while true {
            var information = signalfd_siginfo()
            let size = MemoryLayout<signalfd_siginfo>.size
            guard unsafe read(descriptor.raw, &information, size) == size else { continue }
            let number = CInt(truncatingIfNeeded: information.ssi_signo)
            return number == SIGHUP ? .reload : .end(number)
        }
    }
}
