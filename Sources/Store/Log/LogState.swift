import Octets
import Synchronization

/// What the writer, the readers and the scavenger share.
final class LogState: @unchecked Sendable {
    /// Guards everything below but the atomic.
    let lock = Lock()
    /// Guarded by ``lock``.
    let index: LogIndex
    /// The segments by their place in memory; nil for those that are gone. Guarded by ``lock``.
    var segments: ContiguousArray<LogSegment?>
    /// Guarded by ``lock``.
    var manifest: Manifest
    /// The position of the newest durable message; -1 for none.
    let head: Atomic<Int64>
    let counters = LogCounters()

    init(index: LogIndex, segments: ContiguousArray<LogSegment?>, manifest: Manifest) {
        self.index = index
        self.segments = segments
        self.manifest = manifest
        head = Atomic(index.head)
    }

    /// The segment in which a record stands. Only inside the lock.
    func segment(_ location: Location) -> LogSegment? {
        location.slot < segments.count ? segments[location.slot] : nil
    }
}
