import Octets

/// A sealed segment's bytes without what is dead, in a new file. Written frame by frame, so that it takes
/// little memory however long the segment is.
struct SegmentCopy {
    /// A message that stands elsewhere in the copy.
    struct Move {
        let position: Int64
        let from: Int
        let to: Int
        let length: Int
    }

    /// Bytes that are gathered before they are written.
    private static let chunk = 1 << 20

    let header: SegmentHeader
    /// The checksum of the copy's last frame.
    private(set) var chain: UInt32
    private(set) var moves: ContiguousArray<Move> = []
    /// How many bytes of the copy stand in the file.
    private(set) var length = 0

    /// Whether no record is left.
    var isEmpty: Bool { length == LogFormat.segmentHeaderLength }

    private init(_ header: SegmentHeader) {
        self.header = header
        chain = header.chain
    }

    /// Whether a segment holds anything that is to go; nil if it is damaged before that shows.
    static func isWorthwhile(
        _ segment: LogSegment, _ sealed: Manifest.Sealed, _ state: LogState, dropsMarks: Bool
    ) -> Bool? {
        var scan = SegmentScan(segment.header)
        let map = segment.map
        while true {
            switch scan.next(in: map.span, limit: sealed.length) {
            case .bad: return nil
            case .end: return scan.chain == sealed.chain ? false : nil
            case .frame(let body):
                for fate in fates(map.span, body, segment, state, dropsMarks) {
                    switch fate.fate {
                    case .goes, .leavesTombstone: return true
                    case .stays, .moves: break
                    }
                }
            }
        }
    }

    /// Copies a segment into a file; nil if it is damaged: then it stays as it is.
    ///
    /// - Parameter dropsMarks: whether what marks deletions may go, because nothing deleted is left in
    ///   any older segment.
    static func make(
        of segment: LogSegment, _ sealed: Manifest.Sealed, _ state: LogState, dropsMarks: Bool,
        into file: LogFile
    ) throws(SystemError) -> SegmentCopy? {
        var header = segment.header
        header.name = sealed.name.rewritten
        header.marker = .secureRandom()
        var copy = SegmentCopy(header)
        var buffer = ByteWriter(capacity: 1 << 16)
        buffer.append(header.encoded())
        var scan = SegmentScan(segment.header)
        let map = segment.map
        let source = map.span
        scanning: while true {
            switch scan.next(in: source, limit: sealed.length) {
            case .bad: return nil
            case .end: break scanning
            case .frame(let body):
                let fates = fates(source, body, segment, state, dropsMarks)
                guard copy.addFrame(source, fates, scan.batch, &buffer) else { return nil }
                if buffer.count >= chunk { try copy.flush(&buffer, into: file) }
            }
        }
        guard scan.chain == sealed.chain else { return nil }
        try copy.flush(&buffer, into: file)
        return copy
    }

    private mutating func flush(
        _ buffer: inout ByteWriter, into file: LogFile
    ) throws(SystemError) {
        try file.write(buffer.span, at: length)
        length += buffer.count
        buffer.removeAll()
    }

    /// Adds what stays of a frame; false if a record contradicts itself.
    private mutating func addFrame(
        _ source: Span<UInt8>, _ fates: [(offset: Int, length: Int, fate: Fate)], _ batch: UInt64,
        _ buffer: inout ByteWriter
    ) -> Bool {
        let start = buffer.count
        for _ in 0..<(LogFormat.frameHeaderLength / 8) { buffer.append(littleEndian: UInt64(0)) }
        var count: UInt32 = 0
        for (offset, bytes, fate) in fates {
            guard let record = source.slice(offset, bytes) else { return false }
            switch fate {
            case .stays: buffer.append(record)
            case .moves(let position):
                moves.append(
                    Move(
                        position: position, from: offset, to: length + buffer.count, length: bytes))
                buffer.append(record)
            case .leavesTombstone:
                guard let message = MessageRecord(record),
                    let stream = record.slice(message.streamOffset, message.streamLength)
                else { return false }
                buffer.appendTombstone(of: message, stream: Bytes(copying: stream))
            case .goes: continue
            }
            count += 1
        }
        guard count > 0 else {
            buffer.truncate(to: start)
            return true
        }
        let frame = start + LogFormat.frameHeaderLength
        let crc = CRC32C.of(buffer.span, frame, buffer.count - frame)
        let head = FrameHeader(
            length: buffer.count - start, recordCount: count, batch: batch, previous: chain,
            flags: FrameHeader.endsBatch, bodyCRC: crc)
        chain = head.write(into: &buffer, at: start, marker: header.marker)
        return true
    }

    private enum Fate {
        case stays
        case moves(Int64)
        case leavesTombstone
        case goes
    }

    /// What becomes of each record of a frame.
    private static func fates(
        _ source: Span<UInt8>, _ body: Range<Int>, _ segment: LogSegment, _ state: LogState,
        _ dropsMarks: Bool
    ) -> [(offset: Int, length: Int, fate: Fate)] {
        var fates: [(offset: Int, length: Int, fate: Fate)] = []
        var offset = body.lowerBound
        while offset < body.upperBound, let length = Record.checkedLength(source, at: offset),
            let bytes = source.slice(offset, length)
        {
            let fate = state.lock.withLock {
                self.fate(Record(bytes), at: offset, segment, state.index, dropsMarks)
            }
            fates.append((offset, length, fate))
            offset += length
        }
        return fates
    }

    private static func fate(
        _ record: Record?, at offset: Int, _ segment: LogSegment, _ index: LogIndex,
        _ dropsMarks: Bool
    ) -> Fate {
        switch record {
        case .message(let message):
            let place = Location(slot: segment.slot, offset: offset)
            if index.entries[message.position]?.location == place {
                return .moves(message.position)
            }
            return isLast(message, index) ? .leavesTombstone : .goes
        case .tombstone(let message): return isLast(message, index) ? .stays : .goes
        case .streamCreated(let number, _):
            return index.stream(numbered: number) != nil ? .stays : .goes
        case .streamDeleted, .messageDeleted, .truncated: return dropsMarks ? .goes : .stays
        case nil: return .stays
        }
    }

    /// Whether a message was the last of a stream that exists: then its version must be remembered.
    private static func isLast(_ message: MessageRecord, _ index: LogIndex) -> Bool {
        index.stream(numbered: message.stream)?.lastPosition == message.position
    }
}
