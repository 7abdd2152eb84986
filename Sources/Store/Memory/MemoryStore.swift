import Octets

/// A store that forgets everything when the process ends: for tests and for throw-away servers. It keeps every
/// rule of ``StreamStore`` except that a write which has returned is durable.
package final class MemoryStore: StreamStore, @unchecked Sendable {
    package let provider = "InMemory"

    /// Guards `state`, `waiters`, `isClosed`, `counted` and `purger`, which is what makes the class `Sendable`.
    let lock = Lock()
    var state: MemoryState
    var waiters: [UInt64: Waiter] = [:]
    var waitersMade: UInt64 = 0
    var isClosed = false
    /// What was done so far; the rest of it is read from the state.
    var counted = StoreFigures()
    private var purger: Task<Void, Never>?
    private let now: @Sendable () -> Timestamp
    private let purgeInterval: Duration

    /// An empty store.
    ///
    /// - Parameters:
    ///   - tracksDeletions: whether deletions are recorded in `$deleted`.
    ///   - purgeInterval: how often expired messages are looked for, once some stream has a `maxAge`.
    ///   - now: the clock. It may jump: what is created never falls all the same.
    package init(
        tracksDeletions: Bool = true, purgeInterval: Duration = .seconds(1),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        state = MemoryState(tracksDeletions: tracksDeletions)
        self.purgeInterval = purgeInterval
        self.now = now
    }

    deinit { purger?.cancel() }

    /// The moment for this operation: the clock's, or the last message's creation should the clock have
    /// fallen behind it. Only inside the lock.
    var moment: Timestamp { max(now(), state.lastCreated) }

    /// Takes the expired messages away. Happens by itself every now and then.
    package func purgeExpired() {
        try? write { state, moment in state.purge(at: moment) }
    }

    package func headPosition() async throws(StoreError) -> Int64 {
        lock.withLock { state.head }
    }

    package func figures() async -> StoreFigures {
        lock.withLock {
            var figures = counted
            figures.streams = state.streams.count
            figures.messages = state.messages.count
            figures.headPosition = state.head
            figures.appendedMessages = UInt64(clamping: state.messages.end)
            return figures
        }
    }

    package func writeObstacle() async -> StoreError? {
        lock.withLock { isClosed ? .closed : nil }
    }

    package func close() async {
        let waiting = lock.withLock {
            isClosed = true
            purger?.cancel()
            defer { waiters = [:] }
            return Array(waiters.values)
        }
        for waiter in waiting { waiter.continuation.resume(throwing: StoreError.closed) }
    }

    /// Runs one atomic change and wakes whoever waits for it.
    func write<Result>(
        _ body: (inout MemoryState, Timestamp) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let (result, head, woken) = try lock.withLock {
            () throws(StoreError) -> (Result, Int64, [Waiter]) in
            if isClosed { throw .closed }
            state.revision &+= 1
            let result = try body(&state, moment)
            return (result, state.head, takeWaiters(below: state.head))
        }
        for waiter in woken { waiter.continuation.resume(returning: head) }
        return result
    }

    /// Begins to look for expired messages in the background, if that was not begun yet.
    func startPurging() {
        lock.withLock {
            guard purger == nil, !isClosed else { return }
            let interval = purgeInterval
            purger = Task.detached { [weak self] in
                while !Task.isCancelled {
                    guard (try? await Task.sleep(for: interval)) != nil, let self else { return }
                    self.purgeExpired()
                }
            }
        }
    }
}
