import Octets

/// Finds messages by id: open addressing over 48 bits of a keyed hash, 12 bytes a place, in many small parts
/// that grow one by one and by a quarter, so that no commit waits long and little room lies idle. It holds no
/// ids: who asks compares the candidates' records. Several messages of one hash (one id in several streams,
/// or chance) share a place and lie in a side table, so that nobody can make a long chain.
struct IDTable {
    private struct Key: Hashable {
        let hash: UInt64
        let stream: UInt32
    }

    let hasher: IDHasher
    private var parts: ContiguousArray<IDTablePart>
    private var others: [Key: ContiguousArray<Int64>] = [:]
    private var otherStreams: [UInt64: ContiguousArray<UInt32>] = [:]

    /// How many parts there are; the hash's upper bits say which.
    private static let partCount = 256

    /// An empty table whose hash nobody can foretell without its key.
    init(hasher: IDHasher) {
        self.hasher = hasher
        parts = ContiguousArray(repeating: IDTablePart(), count: Self.partCount)
    }

    /// The 48 bits by which an id is found.
    func hash(_ id: UUID) -> UInt64 { hasher.hash(id) }

    private static func part(of hash: UInt64) -> Int { Int(hash >> 40) & (partCount - 1) }

    /// Enters a message.
    mutating func insert(
        _ hash: UInt64, position: Int64, stream: UInt32, isLive: (Int64) -> Bool
    ) {
        let isEntered = parts[Self.part(of: hash)].insert(hash, position, isLive)
        if isEntered { return }
        let key = Key(hash: hash, stream: stream)
        if others[key] == nil { otherStreams[hash, default: []].append(stream) }
        // What is gone goes, or an id that is appended and deleted for ever would make a long list.
        var positions = others.removeValue(forKey: key) ?? []
        positions.removeAll { !isLive($0) }
        positions.append(position)
        others[key] = positions
    }

    /// The positions that may hold the id of that hash in one stream. Some may be gone, or in another stream.
    func candidates(_ hash: UInt64, in stream: UInt32, _ body: (Int64) -> Bool) {
        if let first = parts[Self.part(of: hash)].position(hash), body(first) { return }
        guard !others.isEmpty, let more = others[Key(hash: hash, stream: stream)] else { return }
        for position in more where body(position) { return }
    }

    /// The positions that may hold the id of that hash in any stream, in no order.
    func candidates(_ hash: UInt64, _ body: (Int64) -> Void) {
        if let first = parts[Self.part(of: hash)].position(hash) { body(first) }
        for stream in otherStreams[hash] ?? [] {
            for position in others[Key(hash: hash, stream: stream)] ?? [] { body(position) }
        }
    }

    /// Makes room for `count` messages more at once, before many are entered.
    mutating func reserve(_ count: Int, isLive: (Int64) -> Bool) {
        for index in parts.indices { parts[index].reserve(count / Self.partCount, isLive) }
    }

    /// Bytes that the places take.
    var placeBytes: Int { parts.reduce(0) { $0 + $1.byteCount } }
}
