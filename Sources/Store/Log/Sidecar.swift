import Octets

/// The index of a sealed segment, beside it: what a scan of the segment would find, 44 bytes a record. It is
/// derived and may be missing or wrong at any time; then the segment is scanned and it is written anew.
struct Sidecar {
    /// Bytes before the items.
    private static let headLength = 64
    /// Bytes in an item.
    private static let itemLength = 44
    /// An item that stands for a message; any other says that the record at its offset must be read.
    private static let isMessage: UInt64 = 1
    /// The same for one whose payload is a file of its own.
    private static let isReference: UInt64 = 3

    /// Collects the items of a segment.
    struct Builder: ~Copyable {
        private var writer = ByteWriter(capacity: 1 << 16)
        private var count: UInt32 = 0

        init() {
            for _ in 0..<(Sidecar.headLength / 8) { writer.append(littleEndian: UInt64(0)) }
        }

        /// Notes a message that stands at `offset`.
        mutating func add(_ message: MessageRecord, hash: UInt64, offset: Int) {
            writer.append(littleEndian: message.position)
            writer.append(littleEndian: message.created)
            let kind = message.isReference ? Sidecar.isReference : Sidecar.isMessage
            writer.append(littleEndian: hash | kind << 48)
            writer.append(littleEndian: UInt32(truncatingIfNeeded: offset / LogFormat.alignment))
            writer.append(littleEndian: message.stream)
            writer.append(littleEndian: message.version)
            writer.append(littleEndian: UInt32(truncatingIfNeeded: message.payloadLength))
            writer.append(littleEndian: UInt32(truncatingIfNeeded: message.metadataLength))
            count += 1
        }

        /// Notes another record that stands at `offset`.
        mutating func add(offset: Int) {
            for _ in 0..<3 { writer.append(littleEndian: UInt64(0)) }
            writer.append(littleEndian: UInt32(truncatingIfNeeded: offset / LogFormat.alignment))
            for _ in 0..<4 { writer.append(littleEndian: UInt32(0)) }
            count += 1
        }

        /// The file's bytes.
        consuming func finish(_ segment: Manifest.Sealed, store: UUID) -> Bytes {
            writer.overwrite(littleEndian: LogFormat.sidecarMagic, at: 0)
            writer.overwrite(littleEndian: LogFormat.plainVersion, at: 8)
            writer.overwrite(littleEndian: count, at: 12)
            writer.overwrite(littleEndian: store.high, at: 16)
            writer.overwrite(littleEndian: store.low, at: 24)
            writer.overwrite(littleEndian: segment.name.number, at: 32)
            writer.overwrite(littleEndian: segment.name.generation, at: 40)
            writer.overwrite(littleEndian: UInt64(segment.length), at: 48)
            writer.overwrite(littleEndian: segment.chain, at: 56)
            writer.append(littleEndian: CRC32C.of(writer.span))
            return writer.finish()
        }
    }

    private let map: SegmentMap
    /// How many items there are.
    let count: Int

    /// Takes a file's first bytes, mapped: to read them would cost as much memory. Nil unless they check and
    /// speak of exactly this segment.
    init?(_ map: SegmentMap, length: Int, of segment: Manifest.Sealed, store: UUID) {
        let end = length - 4
        guard end >= Self.headLength, let span = map.span.slice(0, length),
            let checked = span.slice(0, end),
            span.integer(at: end, as: UInt32.self) == CRC32C.of(checked),
            span.integer(at: 0, as: UInt64.self) == LogFormat.sidecarMagic,
            span.integer(at: 8, as: UInt32.self) == LogFormat.plainVersion,
            span.integer(at: 16, as: UInt64.self) == store.high,
            span.integer(at: 24, as: UInt64.self) == store.low,
            span.integer(at: 32, as: UInt64.self) == segment.name.number,
            span.integer(at: 40, as: UInt64.self) == segment.name.generation,
            span.integer(at: 48, as: UInt64.self) == UInt64(segment.length),
            span.integer(at: 56, as: UInt32.self) == segment.chain,
            let count = span.integer(at: 12, as: UInt32.self),
            end == Self.headLength + Int(count) * Self.itemLength
        else { return nil }
        self.map = map
        self.count = Int(count)
    }

    /// Calls `message` for each message, and `other` with the offset of each other record, in order.
    func replay(
        slot: Int, message: (Int64, UInt64, Entry) -> Void, other: (Int) -> Void
    ) {
        let map = map
        let span = map.span
        for index in 0..<count {
            let at = Self.headLength + index * Self.itemLength
            guard let position = span.integer(at: at, as: Int64.self),
                let created = span.integer(at: at + 8, as: Int64.self),
                let hash = span.integer(at: at + 16, as: UInt64.self),
                let offset = span.integer(at: at + 24, as: UInt32.self),
                let stream = span.integer(at: at + 28, as: UInt32.self),
                let version = span.integer(at: at + 32, as: Int32.self),
                let payloadLength = span.integer(at: at + 36, as: UInt32.self),
                let metadataLength = span.integer(at: at + 40, as: UInt32.self)
            else { return }
            let place = Int(offset) * LogFormat.alignment
            let kind = hash >> 48
            guard kind == Self.isMessage || kind == Self.isReference else {
                other(place)
                continue
            }
            message(
                position, hash & 0xFFFF_FFFF_FFFF,
                Entry(
                    location: Location(slot: slot, offset: place), created: created,
                    stream: stream, version: version, payloadLength: payloadLength,
                    metadataLength: metadataLength, isReference: kind == Self.isReference))
        }
    }
}
