import Octets
import Synchronization

/// The threads that code what is too long for a loop. They start with the first such document, and end with
/// the pool.
final class CodingPool: Sendable {
    private let pool: BlockingPool
    private let limit: Int
    private let waiting = Atomic<Int>(0)

    /// A pool of this many threads, for which so many documents may wait.
    init(threads: Int, waiting limit: Int) {
        pool = BlockingPool(threads: threads)
        self.limit = limit
    }

    deinit { pool.stop() }

    /// What `work` makes; nil at once where too much waits already.
    func run(_ work: @escaping @Sendable () -> Bytes?) async -> Bytes? {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            return nil
        }
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        return await Waiter<Bytes?>.wait { waiter in
            pool.run { waiter.resume(work()) }
        }
    }
}
