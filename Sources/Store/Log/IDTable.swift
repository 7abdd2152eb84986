import Octets

/// Finds messages by id: open addressing over 38 bits of a keyed hash, 8 bytes a place, in many small parts
/// that grow one by one, so that no commit waits long. It holds no ids: who asks compares the candidates'
/// records. Several messages of one hash (one id in several streams, or chance) share a place and lie in a
/// side table, so that nobody can make a long chain.
struct IDTable: ~Copyable {
    private struct Key: Hashable {
        let hash: UInt64
        let stream: UInt32
    }

    let hasher: IDHasher
    private var parts: ContiguousArray<HashPart>
    private var others: [Key: ContiguousArray<Int64>] = [:]
    private var otherStreams: [UInt64: ContiguousArray<UInt32>] = [:]

    /// How many parts there are; the hash's upper bits say which.
    private static let partCount = 1024

    /// An empty table whose hash nobody can foretell without its key.
    init(hasher: IDHasher) {
        self.hasher = hasher
        parts = ContiguousArray(repeating: HashPart(), count: Self.partCount)
    }

    /// The 48 bits by which an id is found.
    func hash(_ id: UUID) -> UInt64 { hasher.hash(id) }

    @inline(__always)
    private static func part(of hash: UInt64) -> Int { Int(hash &>> 38) & (partCount &- 1) }

    @inline(__always)
    private static func short(_ hash: UInt64) -> UInt64 { hash & (1 &<< HashPart.hashBits &- 1) }

    /// Enters a message.
    mutating func insert(
        _ hash: UInt64, position: Int64, stream: UInt32, isLive: (Int64) -> Bool
    ) {
        let part = Self.part(of: hash)
        let short = Self.short(hash)
        if position >= 0, position < HashPart.numberLimit {
            guard let place = parts[part].place(short, where: { _ in true }) else {
                return parts[part].insert(short, position, isWanted: isLive)
            }
            if !isLive(parts[part][place]) {
                parts[part][place] = position
                return
            }
        }
        let key = Key(hash: hash, stream: stream)
        if others[key] == nil { otherStreams[hash, default: []].append(stream) }
        // What is gone goes, or an id that is appended and deleted for ever would make a long list.
        var positions = others.removeValue(forKey: key) ?? []
        positions.removeAll { !isLive($0) }
        positions.append(position)
        others[key] = positions
    }

    /// Enters many messages. Those that are gone already stay candidates, as if they went later.
    mutating func insert(_ items: ContiguousArray<IDLoader.Item>) {
        var ends = ContiguousArray(repeating: 0, count: Self.partCount)
        for item in items { ends[Self.part(of: item.hash)] += 1 }
        var end = 0
        for part in ends.indices {
            parts[part].reserve(ends[part]) { _ in true }
            end += ends[part]
            ends[part] = end
        }
        // From behind, so that the oldest of a part comes first.
        var order = ContiguousArray(repeating: 0 as Int32, count: items.count)
        for index in items.indices.reversed() {
            let part = Self.part(of: items[index].hash)
            ends[part] -= 1
            order[ends[part]] = Int32(truncatingIfNeeded: index)
        }
        for index in order {
            let item = items[Int(index)]
            insert(item.hash, position: item.position, stream: item.stream) { _ in true }
        }
    }

    /// The position that has a place of its own for a hash; it may be gone, or of another id.
    @inline(__always)
    private func first(_ hash: UInt64) -> Int64? {
        let part = Self.part(of: hash)
        return parts[part].place(Self.short(hash), where: { _ in true }).map { parts[part][$0] }
    }

    /// The positions that may hold the id of that hash in one stream. Some may be gone, or in another stream.
    func candidates(_ hash: UInt64, in stream: UInt32, _ body: (Int64) -> Bool) {
        if let first = first(hash), body(first) { return }
        guard !others.isEmpty, let more = others[Key(hash: hash, stream: stream)] else { return }
        for position in more where body(position) { return }
    }

    /// Whether any message may hold the id of that hash.
    func hasCandidate(_ hash: UInt64) -> Bool {
        first(hash) != nil || !others.isEmpty && otherStreams[hash] != nil
    }

    /// The positions that may hold the id of that hash in any stream, in no order.
    func candidates(_ hash: UInt64, _ body: (Int64) -> Void) {
        if let first = first(hash) { body(first) }
        for stream in otherStreams[hash] ?? [] {
            for position in others[Key(hash: hash, stream: stream)] ?? [] { body(position) }
        }
    }

    /// Bytes that the places take.
    var placeBytes: Int { parts.reduce(0) { $0 + $1.byteCount } }
}
