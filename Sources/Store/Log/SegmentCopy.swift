import Octets

/// A sealed segment's bytes without what is dead.
struct SegmentCopy {
    /// A message that stands elsewhere in the copy.
    struct Move {
        let position: Int64
        let from: Int
        let to: Int
        let length: Int
    }

    let header: SegmentHeader
    let bytes: Bytes
    /// The checksum of the copy's last frame.
    let chain: UInt32
    let moves: ContiguousArray<Move>
    /// Whether no record is left.
    let isEmpty: Bool
    /// Whether the copy lacks anything that the original holds.
    let isSmaller: Bool

    /// Copies a segment; nil if it is damaged: then it stays as it is.
    ///
    /// - Parameter dropsMarks: whether what marks deletions may go, because nothing deleted is left in
    ///   any older segment.
    init?(
        of segment: LogSegment, _ sealed: Manifest.Sealed, _ state: LogState, dropsMarks: Bool
    ) {
        var header = segment.header
        header.name = sealed.name.rewritten
        header.marker = .secureRandom()
        var writer = ByteWriter(capacity: sealed.length)
        writer.append(header.encoded())
        var chain = header.chain
        var moves: ContiguousArray<Move> = []
        var dropped = false
        var scan = SegmentScan(segment.header)
        let map = segment.map
        let source = map.span
        scanning: while true {
            switch scan.next(in: source, limit: sealed.length) {
            case .bad: return nil
            case .end: break scanning
            case .frame(let body):
                let start = writer.count
                for _ in 0..<(LogFormat.frameHeaderLength / 8) {
                    writer.append(littleEndian: UInt64(0))
                }
                var count: UInt32 = 0
                let fates = Self.fates(source, body, segment, state, dropsMarks)
                for (offset, length, fate) in fates {
                    guard let record = source.slice(offset, length) else { return nil }
                    switch fate {
                    case .stays: writer.append(record)
                    case .moves(let position):
                        moves.append(
                            Move(position: position, from: offset, to: writer.count, length: length)
                        )
                        writer.append(record)
                    case .leavesTombstone:
                        guard let message = MessageRecord(record),
                            let stream = record.slice(message.streamOffset, message.streamLength)
                        else { return nil }
                        dropped = true
                        writer.appendTombstone(of: message, stream: Bytes(copying: stream))
                    case .goes:
                        dropped = true
                        continue
                    }
                    count += 1
                }
                guard count > 0 else {
                    writer.truncate(to: start)
                    continue
                }
                let frame = start + LogFormat.frameHeaderLength
                let crc = CRC32C.of(writer.span, frame, writer.count - frame)
                let head = FrameHeader(
                    length: writer.count - start, recordCount: count, batch: scan.batch,
                    previous: chain, flags: FrameHeader.endsBatch, bodyCRC: crc)
                chain = head.write(into: &writer, at: start, marker: header.marker)
            }
        }
        guard scan.chain == sealed.chain else { return nil }
        isEmpty = writer.count == LogFormat.segmentHeaderLength
        isSmaller = dropped
        self.header = header
        self.chain = chain
        self.moves = moves
        bytes = writer.finish()
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
