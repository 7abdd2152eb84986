/// What is known of a queue.
package struct QueueSummary: Hashable, Sendable {
    package let name: QueueName
    /// How many streams it has; for one of more than a thousand places as of a few seconds ago.
    package let count: UInt64
    /// The place of its first and of its last stream; nil in an empty queue.
    package let ends: ClosedRange<UInt64>?
}
