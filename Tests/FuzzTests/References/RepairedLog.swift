import Octets

@testable import Store

/// Bytes as a log that checks: what stands where frames and records are expected gets the marker, the chain
/// and the checksums that belong there, so that what is behind the checksums is reached at all.
struct RepairedLog {
    /// The header of every segment that is made here.
    static let header = SegmentHeader(
        name: SegmentName(number: 1, generation: 0), marker: 0x6472_6177_6B63_6142,
        firstPosition: 0, createdFloor: 0, firstBatch: 1, firstStream: 0)

    /// A segment with its header.
    let segment: Bytes
    /// The checksum of its last frame.
    let chain: UInt32

    /// The frames of a segment, its header left out: of each only lengths, batch, flags and records count.
    init(_ frames: Bytes, header: SegmentHeader = RepairedLog.header) {
        var bytes = header.encoded().array
        var chain = header.chain
        var place = 0
        let span = frames.span
        while let length = span.integer(at: place + 8, as: UInt32.self),
            let batch = span.integer(at: place + 16, as: UInt64.self),
            let flags = span.integer(at: place + 28, as: UInt32.self),
            Int(length) >= LogFormat.frameHeaderLength, Int(length) % LogFormat.alignment == 0,
            let body = span.slice(
                place + LogFormat.frameHeaderLength, Int(length) - LogFormat.frameHeaderLength)
        {
            let (records, count) = Self.records(Bytes(copying: body))
            var frame = FrameHeader(
                length: LogFormat.frameHeaderLength + records.count, recordCount: count,
                batch: batch, previous: chain, flags: flags, bodyCRC: CRC32C.of(records.span))
            var writer = ByteWriter()
            writer.append(Bytes([UInt8](repeating: 0, count: LogFormat.frameHeaderLength)))
            chain = frame.write(into: &writer, at: 0, marker: header.marker)
            writer.append(records)
            bytes += writer.finish().array
            place += Int(length)
            frame.length = 0
        }
        if place < frames.count { bytes += frames[place..<frames.count].array }
        segment = Bytes(bytes)
        self.chain = chain
    }

    /// The records of a frame, each with its checksum; what is no record any more is left out.
    private static func records(_ body: Bytes) -> (Bytes, UInt32) {
        var writer = ByteWriter()
        var count: UInt32 = 0
        var place = 0
        while let length = body.span.integer(at: place, as: UInt32.self), length >= 16,
            Int(length) % LogFormat.alignment == 0, let record = body.span.slice(place, Int(length))
        {
            let start = writer.count
            writer.append(record)
            if record.count >= 36, [1, 6].contains(record[8]) {
                writer.overwrite(littleEndian: Self.version(record, at: 32), at: start + 32)
            }
            let crc = CRC32C.of(writer.span, start + 8, Int(length) - 8)
            writer.overwrite(littleEndian: crc, at: start + 4)
            count += 1
            place += Int(length)
        }
        return (writer.finish(), count)
    }

    /// A version that a stream could have come to: the table of a stream's versions has no gaps, and would be
    /// as long as the number is high.
    private static func version(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
        (bytes.integer(at: offset) ?? 0) & 0x800F_FFFF
    }

    /// Bytes of a file whose last four are its checksum, made right.
    static func signed(_ bytes: Bytes) -> Bytes {
        guard bytes.count >= 4 else { return bytes }
        var writer = ByteWriter()
        writer.append(bytes[0..<(bytes.count - 4)])
        writer.append(littleEndian: CRC32C.of(writer.span))
        return writer.finish()
    }

    /// An index file with these items, as it belongs to a segment.
    static func sidecar(
        _ items: Bytes, of sealed: Manifest.Sealed? = nil, store: UUID = UUID(high: 1, low: 2)
    ) -> (Bytes, Manifest.Sealed, UUID) {
        let segment =
            sealed ?? Manifest.Sealed(name: header.name, length: 4096, chain: header.chain)
        let count = items.count / 44
        var writer = ByteWriter()
        writer.append(littleEndian: LogFormat.sidecarMagic)
        writer.append(littleEndian: LogFormat.plainVersion)
        writer.append(littleEndian: UInt32(truncatingIfNeeded: count))
        writer.append(littleEndian: store.high)
        writer.append(littleEndian: store.low)
        writer.append(littleEndian: segment.name.number)
        writer.append(littleEndian: segment.name.generation)
        writer.append(littleEndian: UInt64(segment.length))
        writer.append(littleEndian: segment.chain)
        writer.append(littleEndian: UInt32(0))
        let start = writer.count
        writer.append(items[0..<(count * 44)])
        for index in 0..<count {
            let version = version(items.span, at: index * 44 + 32)
            writer.overwrite(littleEndian: version, at: start + index * 44 + 32)
        }
        writer.append(littleEndian: CRC32C.of(writer.span))
        return (writer.finish(), segment, store)
    }
}
