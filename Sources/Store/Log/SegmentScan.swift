import Octets

/// Walks the frames of a segment and checks each.
struct SegmentScan {
    /// What stands at ``offset``.
    enum Step {
        /// A frame that checks; its records lie in this range. The scan has stepped over it.
        case frame(Range<Int>)
        /// Nothing more.
        case end
        /// Bytes that are no frame of this place.
        case bad(String)
    }

    private let marker: UInt64
    /// Where the next frame begins.
    private(set) var offset = LogFormat.segmentHeaderLength
    /// The checksum to which the next frame chains.
    private(set) var chain: UInt32
    /// The batch of the frame before, and whether that frame ended it.
    private(set) var batch: UInt64
    private(set) var endsBatch = true

    init(_ header: SegmentHeader) {
        marker = header.marker
        chain = header.chain
        batch = header.firstBatch &- 1
    }

    /// Checks the frame at ``offset``, of which at most the bytes before `limit` may be used.
    mutating func next(in bytes: Span<UInt8>, limit: Int) -> Step {
        guard offset < limit else { return .end }
        guard let header = FrameHeader(bytes, at: offset, marker: marker) else {
            let isFree = bytes.slice(offset, limit - offset)?.isZero ?? false
            return isFree ? .end : .bad("no frame begins here")
        }
        guard header.length <= limit - offset else { return .bad("the frame is cut") }
        guard header.previous == chain else { return .bad("the frame belongs elsewhere") }
        guard header.matchesBody(in: bytes, at: offset) else {
            return .bad("the frame's checksum fails")
        }
        let body = (offset + LogFormat.frameHeaderLength)..<(offset + header.length)
        guard Self.records(in: bytes, body, { _, _ in }) == Int(header.recordCount) else {
            return .bad("a record's checksum fails")
        }
        step(over: header)
        return .frame(body)
    }

    private mutating func step(over header: FrameHeader) {
        offset += header.length
        chain = header.crc
        batch = header.batch
        endsBatch = header.flags & FrameHeader.endsBatch != 0
    }

    /// Calls `body` for each record of a frame and its offset. Returns how many check, up to the first that
    /// does not.
    @discardableResult
    static func records(
        in bytes: Span<UInt8>, _ range: Range<Int>, _ body: (Span<UInt8>, Int) -> Void
    ) -> Int {
        var offset = range.lowerBound
        var count = 0
        while offset < range.upperBound {
            guard let length = Record.checkedLength(bytes, at: offset),
                length <= range.upperBound - offset, let record = bytes.slice(offset, length)
            else { return count }
            body(record, offset)
            offset += length
            count += 1
        }
        return count
    }

    /// The highest batch that may stand in what a crash has left at ``offset``: batch n+1 is written only
    /// after batch n is durable, so a whole frame of a later batch proves damage.
    var lastPossiblyTornBatch: UInt64 { endsBatch ? batch &+ 1 : batch }

    /// Steps over damage, to the next frame that checks in itself and satisfies `condition`; false if there
    /// is none.
    mutating func resume(
        in bytes: Span<UInt8>, limit: Int, where condition: (FrameHeader) -> Bool = { _ in true }
    ) -> Bool {
        var at = offset + LogFormat.alignment
        while at + LogFormat.frameHeaderLength <= limit {
            if bytes.integer(at: at, as: UInt64.self) == marker,
                let header = FrameHeader(bytes, at: at, marker: marker),
                header.length <= limit - at, header.matchesBody(in: bytes, at: at),
                condition(header)
            {
                offset = at
                chain = header.previous
                return true
            }
            at += LogFormat.alignment
        }
        return false
    }
}
