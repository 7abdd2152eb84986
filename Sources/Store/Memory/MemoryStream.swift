import Octets

/// A stream that exists in a ``MemoryStore``. Guarded by the store's lock.
final class MemoryStream {
    let id: StreamID
    /// Its number in the order of creation.
    let number: Int64
    /// The positions of its messages, by version.
    var positions = Numbered<Int64>()
    /// The versions of its messages, by id.
    var versions: [UUID: Int32] = [:]
    /// The position of the last appended message; -1 for none.
    var lastPosition: Int64 = -1
    /// The payload bytes of the messages that are there.
    var payloadBytes: UInt64 = 0
    /// How long its messages are kept.
    var retention: Retention

    init(_ id: StreamID, number: Int64, retention: Retention) {
        self.id = id
        self.number = number
        self.retention = retention
    }

    /// The version of the last appended message; -1 for none. The rules refuse what would not fit.
    var lastVersion: Int32 { Int32(truncatingIfNeeded: positions.end - 1) }

    /// What the rules and the callers see of it.
    var state: StreamState {
        StreamState(
            lastVersion: lastVersion, lastPosition: lastPosition, messageCount: versions.count,
            payloadBytes: payloadBytes)
    }
}
