/// How long a stream's messages are kept (`hal-api.md` §8, §9).
package struct Retention: Hashable, Sendable {
    /// The most messages kept; nil for all.
    package let maxCount: Int32?
    /// The age in seconds from which a message counts as gone; nil for never.
    package let maxAge: Int32?

    /// What the metadata in force asks of a stream. Age does not count in system streams, `$deleted`
    /// excepted; numbers below 1 count as absent.
    package init(_ metadata: StreamMetadata, of stream: StreamID) {
        maxCount = metadata.maxCount.flatMap { $0 >= 1 ? $0 : nil }
        let ages = !stream.isSystem || stream == .deleted
        maxAge = ages ? metadata.maxAge.flatMap { $0 >= 1 ? $0 : nil } : nil
    }

    /// Everything for ever.
    package static let none = Retention()

    private init() {
        maxCount = nil
        maxAge = nil
    }

    /// How many of the oldest messages must go when `count` exist, a new batch included.
    package func excess(of count: Int) -> Int {
        guard let maxCount else { return 0 }
        return max(count - Int(maxCount), 0)
    }

    /// The newest creation that has expired at `now`: whatever was created then or before is not shown any
    /// more. Nil where nothing expires.
    package func expired(at now: Timestamp) -> Timestamp? {
        maxAge.map { now.advanced(seconds: -Int64($0)) }
    }

    /// Whether a message created at `created` is gone at `now`.
    package func hasExpired(_ created: Timestamp, at now: Timestamp) -> Bool {
        guard let expired = expired(at: now) else { return false }
        return created <= expired
    }
}
