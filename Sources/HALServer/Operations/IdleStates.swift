import Octets

/// States of a compressor that nobody uses at the moment. Making one costs more than coding a short document
/// with it.
final class IdleStates<State: AnyObject & Sendable>: Sendable {
    /// The most states that are kept: as many as threads that code at once, on most machines.
    private let limit = 8
    private let lock = Lock()
    // Guarded by `lock`.
    private nonisolated(unsafe) var idle: [State] = []

    /// Runs `body` with a state that nobody else has meanwhile; nil if there is none and none can be made.
    func withState<Result>(_ make: () -> State?, _ body: (State) -> Result?) -> Result? {
        let known = lock.withLock { unsafe idle.popLast() }
        guard let state = known ?? make() else { return nil }
        defer {
            lock.withLock {
                if unsafe idle.count < limit { unsafe idle.append(state) }
            }
        }
        return body(state)
    }
}
