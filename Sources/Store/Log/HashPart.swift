/// Numbers behind each other, found by 28 bits of a hash: open addressing, 8 bytes a place. It grows by a
/// fifth, so that little room lies idle, and keeps its places in the order of the hashes, so that growing is
/// one walk over memory. It holds no keys: who asks looks at what the numbers stand for.
struct HashPart {
    /// Bits of a hash that tell places apart.
    static let hashBits: UInt64 = 28
    /// Bits of a number; the highest number is two below what they can say.
    private static let numberBits: UInt64 = 36
    /// The first number that is too high to be held.
    static let numberLimit = Int64(1) << 36 - 1

    private static let smallest = 8

    /// The hash above the number plus one; 0 for a free place.
    private var places: ContiguousArray<UInt64> = []
    private(set) var count = 0

    /// Bytes that the places take.
    var byteCount: Int { places.capacity &* 8 }

    @inline(__always)
    private static func hash(_ place: UInt64) -> UInt64 { place &>> numberBits }

    @inline(__always)
    private static func number(_ place: UInt64) -> Int64 {
        Int64(place & (1 &<< numberBits &- 1)) &- 1
    }

    /// Where the search for a hash begins; the count need be no power of two.
    @inline(__always)
    private func start(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* UInt64(places.count)) &>> Self.hashBits)
    }

    @inline(__always)
    private func next(_ index: Int) -> Int {
        let next = index &+ 1
        return next == places.count ? 0 : next
    }

    /// The place of the first number with a hash, of which `condition` is true; nil if there is none.
    @inline(__always)
    func place(_ hash: UInt64, where condition: (Int64) -> Bool) -> Int? {
        guard !places.isEmpty else { return nil }
        var index = start(hash)
        while true {
            let place = places[index]
            if place == 0 { return nil }
            if Self.hash(place) == hash, condition(Self.number(place)) { return index }
            index = next(index)
        }
    }

    /// The number at a place that ``place(_:where:)`` returned.
    subscript(place: Int) -> Int64 {
        get { Self.number(places[place]) }
        set {
            places[place] =
                Self.hash(places[place]) &<< Self.numberBits | UInt64(newValue &+ 1)
        }
    }

    /// Enters a number below ``numberLimit``. Growing asks `isWanted` of each number that is there, and
    /// forgets what is not.
    mutating func insert(_ hash: UInt64, _ number: Int64, isWanted: (Int64) -> Bool) {
        // 17 of 20 at the most.
        // 7 of 10 are taken then.
        if (count &+ 1) &* 20 > places.count &* 17 { rebuild(isWanted) { ($0 + 1) * 10 / 7 } }
        put(hash &<< Self.numberBits | UInt64(number &+ 1))
        count &+= 1
    }

    private mutating func put(_ place: UInt64) {
        var index = start(Self.hash(place))
        while places[index] != 0 { index = next(index) }
        places[index] = place
    }

    /// Frees a place; those behind it move up, so that every search still ends where it should.
    mutating func remove(at place: Int) {
        count &-= 1
        var free = place
        var index = next(place)
        while places[index] != 0 {
            let home = start(Self.hash(places[index]))
            // Whether the free place lies on the way from its home to where it stands.
            let isBehind =
                free <= index
                ? home <= free || home > index : home <= free && home > index
            if isBehind {
                places[free] = places[index]
                free = index
            }
            index = next(index)
        }
        places[free] = 0
    }

    /// Makes room for `more` numbers.
    mutating func reserve(_ more: Int, isWanted: (Int64) -> Bool) {
        if (count &+ more) &* 20 > places.count &* 17 { rebuild(isWanted) { ($0 + more) * 5 / 4 } }
    }

    /// Forgets everything and keeps the memory.
    mutating func removeAll() {
        guard count > 0 else { return }
        for index in places.indices { places[index] = 0 }
        count = 0
    }

    private mutating func rebuild(_ isWanted: (Int64) -> Bool, room: (Int) -> Int) {
        var wanted = 0
        for place in places where place != 0 && isWanted(Self.number(place)) { wanted += 1 }
        let old = places
        places = ContiguousArray(repeating: 0, count: max(Self.smallest, room(wanted)))
        count = wanted
        for place in old where place != 0 && isWanted(Self.number(place)) { put(place) }
    }
}
