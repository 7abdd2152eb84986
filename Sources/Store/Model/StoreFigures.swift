/// What a store did since it was opened, and what it holds, in numbers.
package struct StoreFigures: Sendable, Hashable {
    /// What only a log knows.
    package struct Log: Sendable, Hashable {
        /// Batches made durable.
        package var commits: UInt64 = 0
        /// Syncs of the active segment, those for batches and others.
        package var syncs: UInt64 = 0
        /// Bytes of the batches.
        package var writtenBytes: UInt64 = 0
        /// Files that hold messages.
        package var segments = 0
        /// Bytes in those files, without the room ahead of the writer.
        package var bytes: UInt64 = 0
        /// About how many of them belong to messages that are gone.
        package var deadBytes: UInt64 = 0

        package init() {}
    }

    /// Appends that wrote something.
    package var appends: UInt64 = 0
    /// Messages that were written, the store's own included.
    package var appendedMessages: UInt64 = 0
    /// Appends refused because the stream was not as expected.
    package var conflicts: UInt64 = 0
    /// Pages and single messages that were asked for.
    package var reads: UInt64 = 0
    /// Messages that were handed out.
    package var readMessages: UInt64 = 0
    /// Streams that exist, those of the store included.
    package var streams = 0
    /// Messages that exist.
    package var messages = 0
    /// The position of the newest message; -1 before the first.
    package var headPosition: Int64 = -1
    /// Nil for a store that is none.
    package var log: Log?

    package init() {}
}
