package import Octets

/// Why the store did not do what it was asked. The set is closed; each API maps it in one place.
package enum StoreError: Error, Hashable, Sendable {
    /// The stream is not in the state that the caller expected, or the batch repeats only part of what is
    /// there (`hal-api.md` §6.4). Nothing was written.
    case wrongExpectedVersion(StreamID, ExpectedVersion)
    /// One id stands twice in a batch. Nothing was written.
    case duplicateMessageID(UUID)
    /// The stream has no versions left (2,147,483,647 is the last).
    case streamExhausted(StreamID)
    /// More bytes in one append than the store takes.
    case tooLarge(limit: Int)
    /// The disk is full. Nothing was written; try again when there is space.
    case insufficientStorage
    /// Too many writes wait already, or the system is short of descriptors or memory; try again at once.
    case busy
    /// The store does not write any more: a sync failed, or it was opened read-only. The text says why.
    case readOnly(String)
    /// A stored record does not check: it is never handed out as good. The text names file and offset.
    case damaged(String)
    /// The store is being closed.
    case closed
    /// A read failed below. The text has no path.
    case failed(String)
}
