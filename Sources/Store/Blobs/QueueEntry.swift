package import Octets

/// A stream of bytes at its place in a queue.
package struct QueueEntry: Hashable, Sendable {
    package let id: UUID
    package let position: QueuePosition
    /// How many bytes it has.
    package let length: UInt64
    /// When it was stored.
    package let modified: Timestamp
}
