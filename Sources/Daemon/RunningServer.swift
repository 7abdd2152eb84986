import Glibc
import HTTP
import Octets

/// A server from its first request to the last line of its log: what its supervisor is told, what signals do to it,
/// and how it ends.
struct RunningServer: Sendable {
    /// What signals mean.
    enum Manners: Sendable {
        /// SIGTERM and SIGINT end it, a second one at once; SIGHUP ends nothing.
        case ordinary
        /// SIGTERM, SIGINT and SIGHUP end it. Who stops it sends them again and again until it is gone, so that only
        /// a second SIGINT ends it at once.
        case daemon
    }

    let server: Server
    let journal: Journal
    let drain: Drain
    let graceMilliseconds: UInt64
    var manners = Manners.ordinary
    /// Closes the stores: behind it all that was accepted is on disk, whether its senders were told or not.
    let close: @Sendable () async -> Void
    /// The last thing that the process does.
    var leave: @Sendable () -> Void = {}
    private let supervisor = ServiceNotification(socketPath: Launch.variable("NOTIFY_SOCKET"))

    init(
        server: Server, journal: Journal, drain: Drain, graceMilliseconds: UInt64,
        manners: Manners = .ordinary, close: @escaping @Sendable () async -> Void,
        leave: @escaping @Sendable () -> Void = {}
    ) {
        self.server = server
        self.journal = journal
        self.drain = drain
        self.graceMilliseconds = graceMilliseconds
        self.manners = manners
        self.close = close
        self.leave = leave
    }

    /// Stays until a signal ends it.
    func stay(_ signals: consuming Signals) -> Never {
        supervisor.send("READY=1")
        Watchdog(environment: Launch.variable)?.start(server, supervisor)
        while true {
            switch (signals.next(), manners) {
            case (.reload, .ordinary): journal.note("SIGHUP: there is nothing to read again.")
            case (.reload, .daemon): end(SIGHUP)
            case (.end(let number), _): end(number)
            }
        }
    }

    /// How much longer than the grace the event loops may take, in milliseconds: one that is busy with a long
    /// answer does not look at the clock.
    private static let overtimeMilliseconds: UInt64 = 250

    /// Finishes what was accepted and ends the process; at once if asked again.
    private func end(_ signal: CInt) {
        guard drain.begin() else {
            if manners == .daemon, signal != SIGINT { return }
            leave()
            _exit(128 + signal)
        }
        supervisor.send("STOPPING=1")
        let end = MonotonicInstant.now.advanced(milliseconds: graceMilliseconds)
            .advanced(milliseconds: Self.overtimeMilliseconds)
        Task {
            await server.shutdown(grace: graceMilliseconds) { [journal] in
                journal.note("Signal \(signal): no new connections, finishing what runs.")
            }
            guard await finish("Everything is finished and on disk.") else { return }
            exit(ExitCode.ok.rawValue)
        }
        try? SystemThread.detach(name: "grace") {
            let lock = Lock()
            lock.withLock { while MonotonicInstant.now < end { lock.wait(until: end) } }
            Task {
                guard await finish("Requests took longer than the grace and were cut off.") else {
                    return
                }
                // Not exit(3): the loops still use what it would take down.
                _exit(ExitCode.ok.rawValue)
            }
        }
    }

    /// Closes the stores. False if that is done already.
    private func finish(_ message: String) async -> Bool {
        guard drain.finish() else { return false }
        await close()
        journal.note(message)
        journal.end()
        leave()
        return true
    }
}
