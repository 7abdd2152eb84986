import Octets

/// Adds up what the loops of a server have counted. A loop counts for itself, in memory that no other thread
/// touches, and hands out a copy when asked: counting needs neither a lock nor an atomic.
package final class Meter: Sendable {
    /// A loop, as long as it lives: the meter is known to the endpoint that shows it, and that to the loops.
    private struct Watched { weak var loop: EventLoop? }

    private let lock = Lock()
    // Guarded by `lock`.
    private nonisolated(unsafe) var watched: [Watched] = []

    /// A meter that no server uses yet.
    package init() {}

    /// Counts these loops from now on.
    func watch(_ loops: [EventLoop]) {
        lock.withLock { unsafe watched = loops.map { Watched(loop: $0) } }
    }

    /// What happened so far.
    package func traffic() async -> Traffic {
        var sum = Traffic()
        for loop in lock.withLock({ unsafe watched.compactMap(\.loop) }) {
            let part = await Waiter<Traffic>.wait { waiter in
                loop.submit { waiter.resume(loop.traffic) }
            }
            sum.add(part)
            // All loops share one count of the connections that are there.
            sum.openConnections = UInt64(loop.context.connectionCount)
        }
        return sum
    }
}
