/// A part of a queue, and what lies on both sides of it.
package struct QueuePage: Hashable, Sendable {
    package let name: QueueName
    /// The streams, in the order that was asked for.
    package let entries: [QueueEntry]
    /// How many streams the queue has, as in ``QueueSummary/count``.
    package let count: UInt64
    /// The place of the queue's first and of its last stream; nil in an empty queue.
    package let ends: ClosedRange<UInt64>?
    /// Whether there are streams in front of those of the page, in the order of the queue.
    package let hasEarlier: Bool
    /// Whether there are streams behind those of the page, in the order of the queue.
    package let hasLater: Bool
}
