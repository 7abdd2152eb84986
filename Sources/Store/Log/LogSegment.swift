import Octets

/// A segment that can be read.
final class LogSegment: Sendable {
    let header: SegmentHeader
    let map: SegmentMap
    /// Its place in memory, which locations name.
    let slot: Int
    /// Whether its bytes may lie on disk only: this process has not written them.
    let mayBeCold: Bool

    init(header: SegmentHeader, map: SegmentMap, slot: Int, mayBeCold: Bool) {
        self.header = header
        self.map = map
        self.slot = slot
        self.mayBeCold = mayBeCold
    }

    var name: SegmentName { header.name }
}
