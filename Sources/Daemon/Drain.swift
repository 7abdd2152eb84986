import Synchronization

/// Whether the server is on its way out. The readiness probe says so before the last connection ends.
final class Drain: Sendable {
    private let begun = Atomic<Bool>(false)

    init() {}

    /// Whether ``begin()`` was called.
    var isUnderWay: Bool { begun.load(ordering: .relaxed) }

    /// Begins. False if it had begun before.
    func begin() -> Bool { !begun.exchange(true, ordering: .relaxed) }
}
