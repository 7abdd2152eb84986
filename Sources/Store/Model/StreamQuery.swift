package import Octets

/// Which messages to read.
package struct StreamQuery: Hashable, Sendable {
    package enum Direction: Hashable, Sendable { case forwards, backwards }

    package enum Source: Hashable, Sendable {
        /// Every stream, by position.
        case all
        /// One stream, by version.
        case stream(StreamID)

        /// The same with a name in storage of its own: one out of a request keeps all of the request's head.
        package var detached: Source {
            switch self {
            case .all: .all
            case .stream(let stream): .stream(stream.detached)
            }
        }
    }

    /// The first message wanted.
    package enum Start: Hashable, Sendable {
        /// This position or version, inclusive, or the nearest existing one in reading direction.
        case at(Int64)
        /// The newest message there is.
        case end
    }

    package var source: Source
    package var direction: Direction
    package var start: Start
    /// The most messages on the page, 1 or more.
    package var limit: Int
    /// The most payload and metadata bytes on the page. A page holds at least one message, whatever its size.
    package var byteLimit: Int
    /// Whether the messages carry their payloads.
    package var includesPayloads: Bool
    /// Only messages of one of these types; empty for all.
    package var types: [Bytes]
    /// Only messages of streams whose names begin with these bytes; empty for all. System streams (`$…`)
    /// belong to the all-stream only if this begins with `$` (`hal-api.md` §14.22).
    package var streamPrefix: Bytes
    /// The most messages that are looked at before the page ends unfilled (``StreamPage/isCutShort``), 1 or
    /// more: a filter may match next to nothing, and nobody may wait for the whole store to be walked.
    package var scanLimit = Int.max
    /// The most bytes of messages that are looked at before the page ends unfilled. They count only where
    /// ``types`` are asked for, which stand in the records.
    package var scanByteLimit = Int.max

    package init(
        _ source: Source, _ direction: Direction, from start: Start, limit: Int,
        byteLimit: Int = 16 << 20, includesPayloads: Bool = true, types: [Bytes] = [],
        streamPrefix: Bytes = Bytes()
    ) {
        self.source = source
        self.direction = direction
        self.start = start
        self.limit = limit
        self.byteLimit = byteLimit
        self.includesPayloads = includesPayloads
        self.types = types
        self.streamPrefix = streamPrefix
    }
}
