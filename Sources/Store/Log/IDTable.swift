import Octets

/// Finds messages by id: open addressing over 48 bits of a keyed hash, 12 bytes a place. It holds no ids: who
/// asks compares the candidates' records. Several messages of one hash (one id in several streams, or chance)
/// share a place and lie in a side table, so that nobody can make a long chain.
struct IDTable {
    private struct Place {
        var low: UInt32 = 0
        var middle: UInt32 = 0
        var high: UInt32 = 0

        init() {}

        init(hash: UInt64, position: Int64) {
            let position = UInt64(bitPattern: position) &+ 1
            low = UInt32(truncatingIfNeeded: hash)
            middle =
                UInt32(truncatingIfNeeded: hash >> 32) & 0xFFFF | UInt32(position & 0xFFFF) << 16
            high = UInt32(truncatingIfNeeded: position >> 16)
        }

        var isEmpty: Bool { high == 0 && middle >> 16 == 0 }
        var hash: UInt64 { UInt64(low) | UInt64(middle & 0xFFFF) << 32 }
        var position: Int64 { Int64(UInt64(high) << 16 | UInt64(middle >> 16)) - 1 }
    }

    private struct Key: Hashable {
        let hash: UInt64
        let stream: UInt32
    }

    let hasher: IDHasher
    private var places: ContiguousArray<Place>
    private var used = 0
    private var others: [Key: ContiguousArray<Int64>] = [:]
    private var otherStreams: [UInt64: ContiguousArray<UInt32>] = [:]

    /// An empty table whose hash nobody can foretell without its key.
    init(hasher: IDHasher) {
        self.hasher = hasher
        places = ContiguousArray(repeating: Place(), count: 1024)
    }

    /// The 48 bits by which an id is found.
    func hash(_ id: UUID) -> UInt64 { hasher.hash(id) }

    /// Enters a message.
    mutating func insert(
        _ hash: UInt64, position: Int64, stream: UInt32, isLive: (Int64) -> Bool
    ) {
        if used * 10 >= places.count * 7 { rebuild(isLive) }
        var index = Int(hash) & (places.count - 1)
        while !places[index].isEmpty {
            if places[index].hash == hash {
                if isLive(places[index].position) {
                    let key = Key(hash: hash, stream: stream)
                    if others[key] == nil { otherStreams[hash, default: []].append(stream) }
                    others[key, default: []].append(position)
                } else {
                    places[index] = Place(hash: hash, position: position)
                }
                return
            }
            index = (index + 1) & (places.count - 1)
        }
        places[index] = Place(hash: hash, position: position)
        used += 1
    }

    /// The positions that may hold the id of that hash in one stream. Some may be gone, or in another stream.
    func candidates(_ hash: UInt64, in stream: UInt32, _ body: (Int64) -> Bool) {
        if let first = first(hash), body(first) { return }
        guard !others.isEmpty, let more = others[Key(hash: hash, stream: stream)] else { return }
        for position in more where body(position) { return }
    }

    /// The positions that may hold the id of that hash in any stream, in no order.
    func candidates(_ hash: UInt64, _ body: (Int64) -> Void) {
        if let first = first(hash) { body(first) }
        for stream in otherStreams[hash] ?? [] {
            for position in others[Key(hash: hash, stream: stream)] ?? [] { body(position) }
        }
    }

    private func first(_ hash: UInt64) -> Int64? {
        var index = Int(hash) & (places.count - 1)
        while !places[index].isEmpty {
            if places[index].hash == hash { return places[index].position }
            index = (index + 1) & (places.count - 1)
        }
        return nil
    }

    /// Makes room for `count` messages more at once, before many are entered.
    mutating func reserve(_ count: Int, isLive: (Int64) -> Bool) {
        if (used + count) * 10 >= places.count * 7 { rebuild(isLive, more: count) }
    }

    /// Makes room, and forgets what is gone.
    private mutating func rebuild(_ isLive: (Int64) -> Bool, more: Int = 0) {
        var live = more
        for place in places where !place.isEmpty && isLive(place.position) { live += 1 }
        var capacity = 1024
        while capacity * 4 < live * 10 { capacity *= 2 }
        let old = places
        places = ContiguousArray(repeating: Place(), count: capacity)
        used = 0
        for place in old where !place.isEmpty && isLive(place.position) {
            var index = Int(place.hash) & (capacity - 1)
            while !places[index].isEmpty { index = (index + 1) & (capacity - 1) }
            places[index] = place
            used += 1
        }
        guard !others.isEmpty else { return }
        otherStreams = [:]
        for (key, positions) in others {
            let kept = positions.filter(isLive)
            others[key] = kept.isEmpty ? nil : ContiguousArray(kept)
            if !kept.isEmpty { otherStreams[key.hash, default: []].append(key.stream) }
        }
    }
}
