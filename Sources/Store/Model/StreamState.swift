/// What is known of an existing stream.
package struct StreamState: Hashable, Sendable {
    /// The version of the last appended message, also if that message was deleted since; -1 where the stream
    /// has never held one.
    package var lastVersion: Int32
    /// The position of the last appended message; -1 where there was none.
    package var lastPosition: Int64
    /// How many messages exist now (expired ones not yet purged may be counted).
    package var messageCount: Int
    /// The payload bytes of the messages that exist now.
    package var payloadBytes: UInt64

    package init(
        lastVersion: Int32, lastPosition: Int64, messageCount: Int, payloadBytes: UInt64
    ) {
        self.lastVersion = lastVersion
        self.lastPosition = lastPosition
        self.messageCount = messageCount
        self.payloadBytes = payloadBytes
    }
}
