import Octets

/// Counts what a blob store does.
final class BlobCounters: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var figures = BlobFigures()
    private var countedAt: MonotonicInstant?
    private var countingTook: UInt64 = 0

    func committed(_ bytes: UInt64, directly: Bool) {
        lock.withLock {
            figures.uploads &+= 1
            figures.uploadedBytes &+= bytes
            if directly { figures.directUploads &+= 1 }
        }
    }

    func aborted() { lock.withLock { figures.abortedUploads &+= 1 } }
    func read() { lock.withLock { figures.reads &+= 1 } }
    func deleted() { lock.withLock { figures.deletes &+= 1 } }
    func expired(_ count: Int) { lock.withLock { figures.expired &+= UInt64(max(count, 0)) } }
    func swept(_ count: Int) { lock.withLock { figures.swept &+= UInt64(max(count, 0)) } }

    /// All figures. What lies in the directory is counted again by `count` if the last time is longer ago than
    /// twenty times what counting took, and at least a second.
    func all(counting count: () -> (count: UInt64, bytes: UInt64)?) -> BlobFigures {
        let isDue = lock.withLock { () -> Bool in
            guard let countedAt else { return true }
            return countedAt.milliseconds(until: .now) >= max(1000, 20 * countingTook)
        }
        guard isDue else { return lock.withLock { figures } }
        let start = MonotonicInstant.now
        let found = count()
        return lock.withLock {
            countedAt = .now
            countingTook = start.milliseconds(until: .now)
            if let found {
                figures.count = found.count
                figures.bytes = found.bytes
            }
            return figures
        }
    }
}
