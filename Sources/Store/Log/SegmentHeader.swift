import Octets

/// What stands at the beginning of a segment.
struct SegmentHeader: Hashable, Sendable {
    var name: SegmentName
    /// The format in which the segment is written: one that knows no references to payloads, or one that does.
    var version = LogFormat.plainVersion
    /// A random number with which every frame of this segment begins. Nobody outside knows it, so bytes that
    /// were stored by a user never look like a frame to whoever searches behind damage.
    var marker: UInt64
    /// Every position in the segment is this or higher.
    var firstPosition: Int64
    /// Every `created` in the segment is this or later, in ticks.
    var createdFloor: Int64
    /// Every batch in the segment has this number or a higher one.
    var firstBatch: UInt64
    /// Every stream created in the segment has this number or a higher one.
    var firstStream: UInt32

    /// Whether records may refer to payloads in files.
    var allowsReferences: Bool { version >= LogFormat.version }

    /// The header's bytes; the last four are their checksum.
    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: LogFormat.segmentHeaderLength)
        writer.append(littleEndian: LogFormat.segmentMagic)
        writer.append(littleEndian: version)
        writer.append(littleEndian: UInt32(LogFormat.segmentHeaderLength))
        writer.append(littleEndian: name.number)
        writer.append(littleEndian: name.generation)
        writer.append(littleEndian: marker)
        writer.append(littleEndian: firstPosition)
        writer.append(littleEndian: createdFloor)
        writer.append(littleEndian: firstBatch)
        writer.append(littleEndian: firstStream)
        writer.append(littleEndian: UInt32(0))
        writer.append(littleEndian: UInt32(0))
        writer.append(littleEndian: CRC32C.of(writer.span))
        return writer.finish()
    }

    /// Reads a header; nil if it does not check. A newer format throws.
    init?(_ bytes: Span<UInt8>) throws(LogOpenError) {
        guard let head = bytes.slice(0, LogFormat.segmentHeaderLength),
            head.integer(at: 0, as: UInt64.self) == LogFormat.segmentMagic,
            let version = head.integer(at: 8, as: UInt32.self),
            let number = head.integer(at: 16, as: UInt64.self),
            let generation = head.integer(at: 24, as: UInt64.self),
            let marker = head.integer(at: 32, as: UInt64.self),
            let firstPosition = head.integer(at: 40, as: Int64.self),
            let createdFloor = head.integer(at: 48, as: Int64.self),
            let firstBatch = head.integer(at: 56, as: UInt64.self),
            let firstStream = head.integer(at: 64, as: UInt32.self),
            let crc = head.integer(at: 76, as: UInt32.self),
            let checked = head.slice(0, 76), CRC32C.of(checked) == crc
        else { return nil }
        guard version <= LogFormat.version else {
            throw .newerFormat(
                file: SegmentName(number: number, generation: generation).log, version: version)
        }
        self.init(
            name: SegmentName(number: number, generation: generation), marker: marker,
            firstPosition: firstPosition, createdFloor: createdFloor, firstBatch: firstBatch,
            firstStream: firstStream)
        self.version = version
    }

    init(
        name: SegmentName, marker: UInt64, firstPosition: Int64, createdFloor: Int64,
        firstBatch: UInt64, firstStream: UInt32
    ) {
        self.name = name
        self.marker = marker
        self.firstPosition = firstPosition
        self.createdFloor = createdFloor
        self.firstBatch = firstBatch
        self.firstStream = firstStream
    }

    /// The checksum that the first frame chains to.
    var chain: UInt32 { encoded().span.integer(at: 76, as: UInt32.self) ?? 0 }
}
