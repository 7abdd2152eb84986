import Glibc

/// The signals that the process is told by. They are blocked in every thread and waited for in the main one, so
/// that no handler ever runs in the middle of something.
enum SignalWait {
    /// Blocks the signals. Call before the first thread starts: threads inherit it.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next of SIGTERM, SIGINT and SIGHUP.
    static func next() -> CInt {
        var set = set
        var number: CInt = 0
        while unsafe sigwait(&set, &number) != 0 {}
        return number
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }
}
