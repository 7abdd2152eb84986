/// What the index knows of a stream. A stream that is deleted and made again is another one here.
final class StreamSlot {
    /// Its number: rises in the order in which streams are created, and is never used again.
    let number: UInt32
    let name: StreamID
    var versions = VersionList()
    var lastVersion: Int32 = -1
    var lastPosition: Int64 = -1
    var liveCount = 0
    var payloadBytes: UInt64 = 0
    var retention = Retention.none
    /// The index's revision when anything of this last changed.
    var revision: UInt64 = 0

    init(number: UInt32, name: StreamID) {
        self.number = number
        self.name = name
    }

    var state: StreamState {
        StreamState(
            lastVersion: lastVersion, lastPosition: lastPosition, messageCount: liveCount,
            payloadBytes: payloadBytes)
    }
}
