import Octets
import Store

/// A clock that stands still until a test moves it, in either direction.
final class TestClock: @unchecked Sendable {
    // Guarded by the lock.
    private let lock = Lock()
    private var moment: Timestamp

    /// A clock that shows 2024-01-01T00:00:00Z.
    init() { moment = Timestamp(ticks: 1_704_067_200 * Timestamp.ticksPerSecond) }

    var now: Timestamp { lock.withLock { moment } }

    func advance(seconds: Int64) {
        lock.withLock { moment = moment.advanced(seconds: seconds) }
    }

    func advance(ticks: Int64) {
        lock.withLock { moment = Timestamp(ticks: moment.ticks + ticks) }
    }
}
