import Octets

/// Which segments make up the log, in order. It is replaced whole, so every change of it is atomic.
struct Manifest: Sendable {
    /// A segment that is not written any more.
    struct Sealed: Hashable, Sendable {
        var name: SegmentName
        /// Its length in bytes; what the file holds beyond is no part of it.
        var length: Int
        /// The checksum of its last frame (of its header, if it has none).
        var chain: UInt32
    }

    /// Where the log ended when the store was closed last, in the segment that is active since: everything
    /// before was durable.
    struct End: Hashable, Sendable {
        var offset: Int
        var batch: UInt64
    }

    /// Tells this log from others.
    var store: UUID
    /// The key of the ids' hashes, so that the index files can hold them. Secret: whoever knew it could
    /// choose ids that collide.
    var seed: UUID
    var sealed: [Sealed]
    var active: SegmentName
    /// The end of the active segment that is known; nil if it was active since its beginning.
    var knownEnd: End?

    /// The manifest's bytes; the last four are their checksum.
    func encoded() -> Bytes {
        var writer = ByteWriter(capacity: 128 + sealed.count * 28)
        writer.append(littleEndian: LogFormat.manifestMagic)
        writer.append(littleEndian: LogFormat.plainVersion)
        writer.append(littleEndian: UInt32(truncatingIfNeeded: sealed.count))
        for id in [store, seed] {
            writer.append(littleEndian: id.high)
            writer.append(littleEndian: id.low)
        }
        writer.append(littleEndian: active.number)
        writer.append(littleEndian: active.generation)
        writer.append(littleEndian: UInt64(knownEnd?.offset ?? 0))
        writer.append(littleEndian: knownEnd?.batch ?? 0)
        for segment in sealed {
            writer.append(littleEndian: segment.name.number)
            writer.append(littleEndian: segment.name.generation)
            writer.append(littleEndian: UInt64(segment.length))
            writer.append(littleEndian: segment.chain)
        }
        writer.append(littleEndian: CRC32C.of(writer.span))
        return writer.finish()
    }

    init(store: UUID, seed: UUID, active: SegmentName) {
        self.store = store
        self.seed = seed
        self.active = active
        sealed = []
    }

    /// Reads a manifest; nil if it does not check. A newer format throws.
    init?(_ bytes: Span<UInt8>) throws(LogOpenError) {
        let end = bytes.count - 4
        guard end >= 80, let checked = bytes.slice(0, end),
            bytes.integer(at: end, as: UInt32.self) == CRC32C.of(checked),
            bytes.integer(at: 0, as: UInt64.self) == LogFormat.manifestMagic,
            let version = bytes.integer(at: 8, as: UInt32.self)
        else { return nil }
        guard version <= LogFormat.version else {
            throw .newerFormat(file: LogFormat.manifestName, version: version)
        }
        func word(_ offset: Int) -> UInt64 { bytes.integer(at: offset) ?? 0 }
        store = UUID(high: word(16), low: word(24))
        seed = UUID(high: word(32), low: word(40))
        active = SegmentName(number: word(48), generation: word(56))
        if let offset = Int(exactly: word(64)), offset > 0 {
            knownEnd = End(offset: offset, batch: word(72))
        }
        let count = bytes.integer(at: 12, as: UInt32.self) ?? 0
        guard end == 80 + Int(count) * 28 else { return nil }
        sealed = []
        for index in 0..<Int(count) {
            let at = 80 + index * 28
            guard let length = Int(exactly: word(at + 16)),
                let chain = bytes.integer(at: at + 24, as: UInt32.self)
            else { return nil }
            let name = SegmentName(number: word(at), generation: word(at + 8))
            sealed.append(Sealed(name: name, length: length, chain: chain))
        }
    }
}
