package import Octets

/// A stream of bytes that was just stored.
package struct StoredStream: Hashable, Sendable {
    package let id: UUID
    /// How many bytes it has.
    package let length: UInt64
    /// Its place in its queue.
    package let position: QueuePosition
    /// What was said of it and computed on the way.
    package let note: BlobNote
}
