import Synchronization

/// How many bytes all connections together may make the server keep. Each loop takes and gives back for its
/// own connections; nobody waits.
final class ByteBudget: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)

    /// A budget of `limit` bytes.
    init(_ limit: Int) { self.limit = limit }

    /// Whether nothing is left of it.
    var isSpent: Bool { taken.load(ordering: .relaxed) >= limit }

    /// Takes bytes that are kept already; more than is left, if need be. Fewer than none gives back.
    func add(_ count: Int) { taken.wrappingAdd(count, ordering: .relaxed) }

    /// Takes bytes; false, and takes none, if fewer are left.
    func take(_ count: Int) -> Bool {
        if taken.wrappingAdd(count, ordering: .relaxed).newValue <= limit { return true }
        add(-count)
        return false
    }
}
