import CLinux
import Octets

/// The head of a frame: the records of one request, which hold together or not at all.
struct FrameHeader: Sendable {
    /// The last frame of its batch: what follows was written only after this was durable.
    static let endsBatch: UInt32 = 1

    /// Bytes in the whole frame, a multiple of 8.
    var length: Int
    var recordCount: UInt32
    /// The number of the batch: frames written and synced together.
    var batch: UInt64
    /// The checksum of the frame before, or of the segment's header.
    var previous: UInt32
    var flags: UInt32
    /// The checksum of the records.
    var bodyCRC: UInt32
    /// The checksum of this header, and with it of the frame.
    private(set) var crc: UInt32 = 0

    init(
        length: Int, recordCount: UInt32, batch: UInt64, previous: UInt32, flags: UInt32,
        bodyCRC: UInt32
    ) {
        self.length = length
        self.recordCount = recordCount
        self.batch = batch
        self.previous = previous
        self.flags = flags
        self.bodyCRC = bodyCRC
    }

    /// Reads the header at `offset`; nil if there is none that checks.
    init?(_ bytes: Span<UInt8>, at offset: Int, marker: UInt64) {
        guard let head = bytes.slice(offset, LogFormat.frameHeaderLength),
            head.integer(at: 0, as: UInt64.self) == marker,
            let length = head.integer(at: 8, as: UInt32.self),
            let recordCount = head.integer(at: 12, as: UInt32.self),
            let batch = head.integer(at: 16, as: UInt64.self),
            let previous = head.integer(at: 24, as: UInt32.self),
            let flags = head.integer(at: 28, as: UInt32.self),
            let bodyCRC = head.integer(at: 32, as: UInt32.self),
            let crc = head.integer(at: 36, as: UInt32.self),
            let checked = head.slice(0, 36), CRC32C.of(checked) == crc,
            Int(length) >= LogFormat.frameHeaderLength,
            Int(length) % LogFormat.alignment == 0
        else { return nil }
        self.length = Int(length)
        self.recordCount = recordCount
        self.batch = batch
        self.previous = previous
        self.flags = flags
        self.bodyCRC = bodyCRC
        self.crc = crc
    }

    /// Whether the records of the frame at `offset` are those that were written.
    func matchesBody(in bytes: Span<UInt8>, at offset: Int) -> Bool {
        let head = LogFormat.frameHeaderLength
        guard let body = bytes.slice(offset + head, length - head) else { return false }
        return CRC32C.of(body) == bodyCRC
    }

    /// Writes the header over the room that was left for it at `offset`. Returns its checksum.
    func write(into writer: inout ByteWriter, at offset: Int, marker: UInt64) -> UInt32 {
        writer.overwrite(littleEndian: marker, at: offset)
        writer.overwrite(littleEndian: UInt32(truncatingIfNeeded: length), at: offset + 8)
        writer.overwrite(littleEndian: recordCount, at: offset + 12)
        writer.overwrite(littleEndian: batch, at: offset + 16)
        writer.overwrite(littleEndian: previous, at: offset + 24)
        writer.overwrite(littleEndian: flags, at: offset + 28)
        writer.overwrite(littleEndian: bodyCRC, at: offset + 32)
        let crc = CRC32C.of(writer.span, offset, 36)
        writer.overwrite(littleEndian: crc, at: offset + 36)
        return crc
    }
}
