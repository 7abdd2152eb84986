import Octets

/// What was seen of queues, so that not everything is looked at again each time. Each of it is looked up on the disk
/// before it is believed; all of it may be forgotten.
final class QueueMarks: @unchecked Sendable {
    /// What was seen of one queue.
    struct Mark {
        /// Which directory it was; another one of the same name is another queue.
        let identity: UInt64
        /// The lowest place that is kept.
        var first: UInt64
        /// The highest place.
        var last: UInt64
        /// Below it all streams were deleted when it was last looked at.
        var firstLive: UInt64 = 0
        /// When that was.
        var lookedAt = MonotonicInstant.now
        /// Up to here every stream knows its place.
        var remembered: UInt64 = 0
    }

    // Guarded by `lock`.
    private let lock = Lock()
    private var marks: [QueueName: Mark] = [:]
    private var counts: [QueueName: (count: UInt64, at: MonotonicInstant, took: UInt64)] = [:]
    private var adoptedAt: MonotonicInstant?
    private var adoptionTook: UInt64 = 0
    private var isAdopting = false

    subscript(queue: QueueName) -> Mark? {
        get { lock.withLock { marks[queue] } }
        set { lock.withLock { marks[queue] = newValue } }
    }

    /// How many streams a long queue had when they were counted last, if that is not longer ago than a second, and
    /// than twenty times what it took.
    func recentCount(of queue: QueueName) -> UInt64? {
        lock.withLock {
            guard let known = counts[queue],
                known.at.milliseconds(until: .now) < max(1000, 20 * known.took)
            else { return nil }
            return known.count
        }
    }

    /// Keeps how many streams a queue has, counted from that moment on until now.
    func keep(count: UInt64, of queue: QueueName, since start: MonotonicInstant) {
        lock.withLock {
            counts[queue] = (count, .now, start.milliseconds(until: .now))
        }
    }

    /// Whether it is time to look for streams without a place; the one that is told so ends it. At least a second
    /// lies between, and twenty times what the last time took, unless it `isUrgent`.
    func beginAdoption(isUrgent: Bool) -> Bool {
        lock.withLock {
            if isAdopting { return false }
            if !isUrgent, let adoptedAt,
                adoptedAt.milliseconds(until: .now) < max(1000, 20 * adoptionTook)
            {
                return false
            }
            isAdopting = true
            adoptedAt = .now
            return true
        }
    }

    func endAdoption() {
        lock.withLock {
            isAdopting = false
            if let begun = adoptedAt { adoptionTook = begun.milliseconds(until: .now) }
            adoptedAt = .now
        }
    }
}
