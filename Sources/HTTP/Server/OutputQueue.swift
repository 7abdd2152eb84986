import Octets

/// What a connection's peer has not taken yet, in order.
struct OutputQueue {
    /// A run of bytes, or a part of a file that the kernel sends.
    enum Part {
        case bytes(Bytes)
        case file(FileRegion, sent: UInt64)
    }

    private var parts: [Part] = []
    private var first = 0
    /// The bytes in memory that wait. Those of files do not count: they cost none.
    private(set) var byteCount = 0
    /// The bytes of memory that are kept for them: a run is freed when all of it was sent.
    private(set) var heldBytes = 0
    /// The size that the run at the front had.
    private var frontBytes = 0

    var isEmpty: Bool { first == parts.count }

    /// The part to send next.
    var front: Part? { first < parts.count ? parts[first] : nil }

    /// How many runs of bytes go into one call at most.
    static let gathered = 8

    /// The runs of bytes before the first file, as many as one call takes.
    var leadingBytes: [Bytes] {
        var leading: [Bytes] = []
        for part in parts[first...].prefix(Self.gathered) {
            guard case .bytes(let bytes) = part else { break }
            leading.append(bytes)
        }
        return leading
    }

    /// Whether a file follows the bytes at the front at once.
    var hasFileBehindBytes: Bool {
        for part in parts[first...].prefix(Self.gathered) {
            if case .file = part { return true }
        }
        return false
    }

    mutating func append(_ bytes: Bytes) {
        guard !bytes.isEmpty else { return }
        parts.append(.bytes(bytes))
        byteCount += bytes.count
        heldBytes += bytes.count
    }

    mutating func append(_ file: FileRegion) {
        guard file.length > 0 else { return }
        parts.append(.file(file, sent: 0))
    }

    /// Drops `count` sent bytes, which may end the first part and reach into the next.
    mutating func removeFirst(_ count: Int) {
        var count = count
        while count > 0, first < parts.count {
            switch parts[first] {
            case .bytes(let bytes):
                let taken = min(count, bytes.count)
                if frontBytes == 0 { frontBytes = bytes.count }
                byteCount -= taken
                count -= taken
                if taken == bytes.count {
                    heldBytes -= frontBytes
                    drop()
                } else {
                    parts[first] = .bytes(bytes[taken..<bytes.count])
                }
            case .file(let region, let sent):
                let taken = UInt64(count)
                count = 0
                if sent + taken >= region.length {
                    drop()
                } else {
                    parts[first] = .file(region, sent: sent + taken)
                }
            }
        }
    }

    mutating func removeAll() {
        parts = []
        first = 0
        byteCount = 0
        heldBytes = 0
        frontBytes = 0
    }

    private mutating func drop() {
        frontBytes = 0
        // Its place is freed later, together with others; its bytes are freed now.
        parts[first] = .bytes(Bytes())
        first += 1
        if first == parts.count {
            parts = []
            first = 0
        } else if first >= 64 {
            parts.removeFirst(first)
            first = 0
        }
    }
}
