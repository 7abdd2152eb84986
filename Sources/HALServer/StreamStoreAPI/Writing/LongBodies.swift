import HTTP
import Octets

/// Reads bodies on threads of its own that would hold an event loop for long: the worst of thirty megabytes, millions
/// of names in one object, takes seconds.
final class LongBodies: Sendable {
    /// The longest body that is read where its request is, in bytes.
    static let shortLength = 65_536
    private let pool = BlockingPool(threads: 2)

    deinit { pool.stop() }

    /// What `read` makes of a body, on one of the threads.
    func read<Value: Sendable>(
        _ read: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        try await pool.value { Result { () throws(Problem) in try read() } }.get()
    }
}

extension Bytes {
    /// Whether this is a body for ``LongBodies``.
    var isLongBody: Bool { count > LongBodies.shortLength }
}
