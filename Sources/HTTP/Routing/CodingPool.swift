import Octets
import Synchronization

/// The threads that code what is too long for a loop. They start with the first such document, and end with
/// the pool.
final class CodingPool: Sendable {
    private let pool: BlockingPool
    private let limit: Int
    private let byteLimit: Int
    private let waiting = Atomic<Int>(0)
    private let waitingBytes = Atomic<Int>(0)

    /// A pool of this many threads, for which so many documents, of so many bytes together, may wait.
    init(threads: Int, waiting limit: Int, bytes byteLimit: Int) {
        pool = BlockingPool(threads: threads)
        self.limit = limit
        self.byteLimit = byteLimit
    }

    deinit { pool.stop() }

    /// What `work` makes of a document of so many bytes; nil at once where too much waits already.
    func run(_ size: Int, _ work: @escaping @Sendable () -> Bytes?) async -> Bytes? {
        let count = waiting.wrappingAdd(1, ordering: .relaxed).newValue
        let bytes = waitingBytes.wrappingAdd(size, ordering: .relaxed).newValue
        defer {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            waitingBytes.wrappingSubtract(size, ordering: .relaxed)
        }
        // A single document may be of any size.
        guard count <= limit, count == 1 || bytes <= byteLimit else { return nil }
        return await Waiter<Bytes?>.wait { waiter in
            pool.run { waiter.resume(work()) }
        }
    }
}
