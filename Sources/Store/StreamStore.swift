package import Octets

/// A store of streams. Every backend keeps these rules, and one conformance suite checks them all.
///
/// - A stream exists from its first append, even of no message, until it is deleted. Versions begin at 0,
///   rise by one a message, and are not reused while the stream lives; deleting messages leaves gaps.
/// - Positions rise over the whole store in commit order and are never reused. A reader who has seen a
///   position never meets a new one below it.
/// - `created` never falls from one position to the next, whatever the system clock does.
/// - A write that has returned is durable. One that threw has left no trace.
/// - Bytes come back as they went in.
/// - `maxCount` holds behind every append and at once behind setting it; expired messages (`maxAge`) are not
///   shown from the moment they expire and are purged in the background.
/// - Deletions by callers and by retention are recorded in `$deleted` (`hal-api.md` §7), except in
///   system streams and by ``truncate(_:before:)``, and unless the backend was told not to.
package protocol StreamStore: Sendable {
    /// What the index document calls this backend: `Log`, `InMemory`, `Postgres`.
    var provider: String { get }

    /// Appends a batch, whole or not at all, in order, or finds that it is there already: the table of
    /// `hal-api.md` §6.4 (``AppendDecision``). An empty batch with ``ExpectedVersion/any`` or
    /// ``ExpectedVersion/noStream`` makes the stream exist; with a version it does nothing and answers that
    /// version and the position of the store's newest message.
    func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> AppendResult

    /// The same append as a call that costs no task, to be begun; nil where the backend cannot.
    func appendCall(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) -> AppendCall?

    /// Reads a page. A stream that does not exist gives an empty page whose ``StreamPage/stream`` is nil.
    func read(_ query: StreamQuery) async throws(StoreError) -> StreamPage

    /// The page that ``read(_:)`` would find, if that takes one short look at what is in memory; nil where it
    /// must be waited for, and then nothing has happened. Saves the caller a task.
    func readNow(_ query: StreamQuery) throws(StoreError) -> StreamPage?

    /// A number for what pages of a source show now, which no other state of that source ever has in this
    /// process: every append, deletion, trim and change of retention makes a new one, and so does making a
    /// deleted stream anew. Nil where pages may change by themselves, because messages expire, where there is
    /// no such stream, and where a backend does not know. Suspends and waits for nothing.
    ///
    /// A page that is read behind this call and shown while the number is the same is the page that a new read
    /// would find.
    func revision(of source: StreamQuery.Source) -> UInt64?

    /// Counts a page with that many messages which was shown again instead of being read again.
    func countRead(ofMessages count: Int)

    /// The message at a version of a stream; nil if there is none (any more).
    func message(in stream: StreamID, at version: Int32) async throws(StoreError) -> Message?

    /// The payload of the message at a version of a stream, as an open file: what was found there is whole, and
    /// stays readable if the message is deleted meanwhile. Nil where the store does not keep it as one, and where
    /// there is no such message.
    func storedPayload(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> StoredPayload?

    /// The newest existing message of a stream.
    func newestMessage(in stream: StreamID) async throws(StoreError) -> Message?

    /// The message at a position.
    func message(atPosition position: Int64) async throws(StoreError) -> Message?

    /// The message of that id in a stream.
    func message(in stream: StreamID, withID id: UUID) async throws(StoreError) -> Message?

    /// The message of that id in any stream: the one with the lowest position, should there be several.
    func message(withID id: UUID) async throws(StoreError) -> Message?

    /// What is known of a stream; nil if it does not exist.
    func state(of stream: StreamID) async throws(StoreError) -> StreamState?

    /// The version of the first existing message that was created at `moment` or later.
    func firstVersion(
        in stream: StreamID, createdAtOrAfter moment: Timestamp
    ) async throws(StoreError) -> Int32?

    /// The position of the first existing message of the store that was created at `moment` or later.
    func firstPosition(createdAtOrAfter moment: Timestamp) async throws(StoreError) -> Int64?

    /// Deletes a stream and its metadata stream, for good: a later append begins at version 0 again. Returns
    /// whether there was anything to delete. ``ExpectedVersion/any`` always passes, also for a stream that
    /// does not exist; ``ExpectedVersion/noStream`` passes only for one that does not exist; the others only
    /// where they hold (`hal-api.md` §7).
    @discardableResult
    func deleteStream(
        _ stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Bool

    /// Deletes one message for good and leaves a gap. Returns whether it was there.
    @discardableResult
    func deleteMessage(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> Bool

    /// Deletes the message of that id, as ``deleteMessage(in:at:)`` does.
    @discardableResult
    func deleteMessage(in stream: StreamID, withID id: UUID) async throws(StoreError) -> Bool

    /// Deletes every message whose version is below `version`, without a record in `$deleted`.
    func truncate(_ stream: StreamID, before version: Int32) async throws(StoreError)

    /// What was said of a stream; ``StreamMetadata/Versioned/none`` if nothing.
    func metadata(of stream: StreamID) async throws(StoreError) -> StreamMetadata.Versioned

    /// Replaces what was said of a stream, which need not exist. `expected` speaks of the metadata stream.
    /// Nothing is written where the current metadata is equal and `expected` is `.any`, the current version,
    /// or the one before it (the repeat of the call that set it). Returns the metadata stream's version.
    @discardableResult
    func setMetadata(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Int32

    /// Lists existing streams, system streams included, in the order in which they were created.
    func listStreams(_ query: StreamListQuery) async throws(StoreError) -> StreamList

    /// The position of the newest committed message, existing or not; -1 in an empty store.
    func headPosition() async throws(StoreError) -> Int64

    /// Waits until ``headPosition()`` is above `position`, and returns it. Costs nothing while nothing
    /// happens. Throws `CancellationError` when the task is cancelled, ``StoreError/closed`` at the end.
    func changes(after position: Int64) async throws -> Int64

    /// Nil while the store takes writes, else why it does not. Cheap: asked by the readiness probe.
    func writeObstacle() async -> StoreError?

    /// What the store did and holds, for whoever watches it. Cheap: asked every few seconds.
    func figures() async -> StoreFigures

    /// Takes no more writes, makes the last ones durable, and lets waiters go. Reads may fail afterwards.
    func close() async
}

extension StreamStore {
    /// Nil, for backends whose appends suspend.
    package func appendCall(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) -> AppendCall? { nil }

    /// Nil, for backends that keep no payloads as files.
    package func storedPayload(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> StoredPayload? { nil }

    /// Nil, for backends that do not know: pages are read each time.
    package func revision(of source: StreamQuery.Source) -> UInt64? { nil }

    /// Nil, for backends whose reads may always wait.
    package func readNow(_ query: StreamQuery) throws(StoreError) -> StreamPage? { nil }

    /// Nothing, for backends that do not count.
    package func countRead(ofMessages count: Int) {}

    /// Nothing, for backends that do not count.
    package func figures() async -> StoreFigures { StoreFigures() }
}
