package import Octets

/// Which stream names to list.
package struct StreamListQuery: Hashable, Sendable {
    /// How names are chosen: literal bytes, no wildcards, case-sensitive.
    package enum Pattern: Hashable, Sendable {
        case any
        case startsWith(Bytes)
        case endsWith(Bytes)
    }

    package var pattern: Pattern
    /// The most names on the page, 1 or more.
    package var limit: Int
    /// The most streams to look at, gone ones included, 1 or more; the page then says where to go on.
    package var scanLimit = Int.max
    /// Where the page before ended (``StreamList/next``); nil to begin.
    package var after: UInt64?

    package init(_ pattern: Pattern = .any, limit: Int = 100, after: UInt64? = nil) {
        self.pattern = pattern
        self.limit = limit
        self.after = after
    }
}

/// Names of existing streams in the order in which they were created.
package struct StreamList: Hashable, Sendable {
    package var streams: [StreamID]
    /// The token that goes on behind this page, also behind the last and behind an empty one.
    package var next: UInt64
    /// Whether no further name follows. Where the search ended at its limit, one may.
    package var isEnd: Bool

    package init(streams: [StreamID], next: UInt64, isEnd: Bool) {
        self.streams = streams
        self.next = next
        self.isEnd = isEnd
    }
}
