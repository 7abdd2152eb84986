import Glibc
import HTTP
import Octets
import Synchronization

/// Tells systemd that the server is alive (`WATCHDOG=1`, sd_watchdog_enabled(3)), as long as every event loop gets
/// its turns. One that is stuck has the process killed and started anew.
struct Watchdog: Sendable {
    /// How long systemd waits, in microseconds.
    let patience: UInt64

    /// Nil where no supervisor asks for it, or asks another process.
    init?(environment: (String) -> String?, process: pid_t = getpid()) {
        guard let text = environment("WATCHDOG_USEC"), let patience = UInt64(text), patience > 0
        else { return nil }
        if let asked = environment("WATCHDOG_PID"), asked != "\(process)" { return nil }
        self.patience = patience
    }

    /// How often to tell, in milliseconds: twice as often as need be.
    var interval: UInt64 { max(patience / 2000, 1) }

    /// Begins to tell, until the process ends.
    func start(_ server: Server, _ supervisor: ServiceNotification) {
        let beat = Beat()
        try? SystemThread.detach(name: "watchdog") {
            let lock = Lock()
            while true {
                if beat.isThere.exchange(false, ordering: .acquiringAndReleasing) {
                    supervisor.send("WATCHDOG=1")
                    server.pulse { beat.isThere.store(true, ordering: .releasing) }
                }
                let next = MonotonicInstant.now.advanced(milliseconds: interval)
                lock.withLock { while MonotonicInstant.now < next { lock.wait(until: next) } }
            }
        }
    }

    /// Whether all loops had their turn since they were asked.
    private final class Beat: Sendable {
        let isThere = Atomic<Bool>(true)
    }
}
