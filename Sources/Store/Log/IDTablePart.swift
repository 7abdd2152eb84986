/// One part of an ``IDTable``: places behind each other, found by the hash's lower bits.
struct IDTablePart {
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

    private static let smallest = 16

    private var places = ContiguousArray(repeating: Place(), count: smallest)
    private var used = 0

    /// Bytes that the places take.
    var byteCount: Int { places.capacity * MemoryLayout<Place>.stride }

    /// Where the search for a hash begins; the count need be no power of two.
    private func start(_ low: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(low) &* UInt64(places.count)) >> 32)
    }

    private func next(_ index: Int) -> Int { index + 1 == places.count ? 0 : index + 1 }

    /// Enters a position. False, and nothing is done, if another that is live has the same hash.
    mutating func insert(_ hash: UInt64, _ position: Int64, _ isLive: (Int64) -> Bool) -> Bool {
        if used * 10 >= places.count * 7 { rebuild(isLive, more: 0) }
        var index = start(UInt32(truncatingIfNeeded: hash))
        while !places[index].isEmpty {
            if places[index].hash == hash {
                if isLive(places[index].position) { return false }
                places[index] = Place(hash: hash, position: position)
                return true
            }
            index = next(index)
        }
        places[index] = Place(hash: hash, position: position)
        used += 1
        return true
    }

    /// The position that has a hash; it may be gone.
    func position(_ hash: UInt64) -> Int64? {
        var index = start(UInt32(truncatingIfNeeded: hash))
        while !places[index].isEmpty {
            if places[index].hash == hash { return places[index].position }
            index = next(index)
        }
        return nil
    }

    /// Makes room for `count` more.
    mutating func reserve(_ count: Int, _ isLive: (Int64) -> Bool) {
        if (used + count) * 10 >= places.count * 7 { rebuild(isLive, more: count) }
    }

    /// Makes room, and forgets what is gone.
    private mutating func rebuild(_ isLive: (Int64) -> Bool, more: Int) {
        var live = more
        for place in places where !place.isEmpty && isLive(place.position) { live += 1 }
        let old = places
        places = ContiguousArray(
            repeating: Place(), count: max(Self.smallest, live + live * 4 / 5))
        used = 0
        for place in old where !place.isEmpty && isLive(place.position) {
            var index = start(place.low)
            while !places[index].isEmpty { index = next(index) }
            places[index] = place
            used += 1
        }
    }
}
