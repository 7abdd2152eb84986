package import Octets

/// An append that costs no task: it is begun by a call, and says by another that it is done.
package final class AppendCall: @unchecked Sendable {
    // `done`, `kept` and `result` are written before the store's thread has the call and before `done` is called; whoever
    // reads the result was told by `done`.
    let messages: [NewMessage]
    let stream: StreamID
    let expected: ExpectedVersion
    /// The files of its long payloads, where the store has made some.
    var kept: KeptPayloads?
    private let start: @Sendable (AppendCall) -> (any Sleeper)?
    private var done: (@Sendable () -> (any Sleeper)?)?
    /// What the append came to. Once it is done.
    package internal(set) var result: Result<AppendResult, StoreError> = .failure(.closed)

    /// An append that `start` begins; ``finish()`` is called once, at once or later.
    init(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion,
        start: @escaping @Sendable (AppendCall) -> (any Sleeper)?
    ) {
        self.messages = messages
        self.stream = stream
        self.expected = expected
        self.start = start
    }

    /// Begins the append, without waiting. Only once.
    /// - Parameter done: called once, on any thread, when ``result`` is there. Returns a thread to wake, which the
    ///   store does when it has told all whose appends are done.
    /// - Returns: a thread to wake, which the caller does when all that it has to begin is begun.
    package func begin(_ done: @escaping @Sendable () -> (any Sleeper)?) -> (any Sleeper)? {
        self.done = done
        return start(self)
    }

    /// Says that ``result`` is there. Returns the thread to wake.
    func finish() -> (any Sleeper)? { done.take()?() }
}
