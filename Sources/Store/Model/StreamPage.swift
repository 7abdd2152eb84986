/// What a read found. "Place" means position in the all-stream and version in one stream.
package struct StreamPage: Sendable {
    /// The messages in reading order.
    package var messages: Messages
    /// The place the page begins at: in the all-stream that of the first message read (the asked one, 0 for
    /// `.end`, where none was read); in one stream the place asked for, -1 for `.end`.
    package var from: Int64
    /// Where to go on (`hal-api.md` §5.4, §11). Forwards: one behind the highest message read, or the
    /// asked place where none was read. Backwards in a stream: the next older existing message's version, or
    /// the lowest message read less one at the end, so -1 behind version 0. Backwards in the all-stream: the
    /// position of the next older existing message, or at the end the lowest position read, 0 if none. Where
    /// the page was cut short: the place of the first message that was not looked at.
    package var next: Int64
    /// Whether no further message exists in the direction of reading.
    package var isEnd: Bool
    /// Whether reading ended at the query's scan limits: whether more messages exist in the direction of
    /// reading is then not known, and ``next`` says where to go on. Never at the end.
    package var isCutShort: Bool
    /// Whether messages exist that are newer than every one on the page (than the asked place, if it is
    /// empty) …
    package var hasNewer: Bool
    /// … and older than every one on it. Both are true where the scan limits left it open.
    package var hasOlder: Bool
    /// How many messages that once lay in the stretch that was walked are gone (deleted, trimmed, expired).
    /// It only rises while newest message and query stay the same, so it tells two versions of a page apart.
    package var missing: Int
    /// The place of the last message that was appended to what was read, whether it is still there and asked
    /// for or not; -1 for none. What lies at it or below does not grow any more.
    package var head: Int64
    /// The state of the stream that was read; nil for the all-stream and where the stream does not exist.
    package var stream: StreamState?

    package init(
        messages: Messages, from: Int64, next: Int64, isEnd: Bool, isCutShort: Bool = false,
        hasNewer: Bool, hasOlder: Bool, missing: Int, head: Int64, stream: StreamState?
    ) {
        self.messages = messages
        self.from = from
        self.next = next
        self.isEnd = isEnd
        self.isCutShort = isCutShort
        self.hasNewer = hasNewer
        self.hasOlder = hasOlder
        self.missing = missing
        self.head = head
        self.stream = stream
    }
}
