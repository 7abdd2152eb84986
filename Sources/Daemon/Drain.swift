import Synchronization

/// Whether the server is on its way out. The readiness probe says so before the last connection ends.
final class Drain: Sendable {
    private let begun = Atomic<Bool>(false)
    private let finished = Atomic<Bool>(false)

    init() {}

    /// Whether ``begin()`` was called.
    var isUnderWay: Bool { begun.load(ordering: .relaxed) }

    /// Begins. False if it had begun before.
    func begin() -> Bool { !begun.exchange(true, ordering: .relaxed) }

    /// Ends. False if it had ended before.
    func finish() -> Bool { !finished.exchange(true, ordering: .relaxed) }
}
