import Octets

/// Finds numbers by names: hashes of the names with the numbers beside them, in parts that grow one by one.
/// It holds no names: who asks compares those that the numbers stand for.
struct NameTable: ~Copyable {
    private let hasher: NameHasher
    private var parts: ContiguousArray<HashPart>

    /// How many names there are.
    var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// An empty table of so many parts.
    init(parts count: Int) {
        hasher = NameHasher()
        parts = ContiguousArray(repeating: HashPart(), count: max(count, 1))
    }

    /// The hash of a name in this table.
    @inline(__always)
    func hash(_ name: StreamID) -> UInt64 { hasher.hash(name.bytes.span) }

    @inline(__always)
    private func part(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &>> 32) % UInt64(truncatingIfNeeded: parts.count))
    }

    @inline(__always)
    private static func short(_ hash: UInt64) -> UInt64 { hash & (1 &<< HashPart.hashBits &- 1) }

    /// The number of the name with that hash of which `isSame` is true.
    @inline(__always)
    func number(_ hash: UInt64, isSame: (Int) -> Bool) -> Int? {
        let part = part(hash)
        let place = parts[part].place(Self.short(hash)) { isSame(Int($0)) }
        return place.map { Int(parts[part][$0]) }
    }

    /// Enters the number of a name that is not there.
    mutating func insert(_ hash: UInt64, _ number: Int) {
        parts[part(hash)].insert(Self.short(hash), Int64(number)) { _ in true }
    }

    /// Forgets the number of a name.
    mutating func remove(_ hash: UInt64, _ number: Int) {
        let part = part(hash)
        if let place = parts[part].place(Self.short(hash), where: { $0 == Int64(number) }) {
            parts[part].remove(at: place)
        }
    }

    /// Forgets everything and keeps the memory.
    mutating func removeAll() {
        for index in parts.indices { parts[index].removeAll() }
    }
}

/// A keyed hash of names. They come from outside; without the key nobody can choose some that collide.
private struct NameHasher {
    private let first = UInt64.secureRandom()
    private let second = UInt64.secureRandom() | 1

    func hash(_ name: Span<UInt8>) -> UInt64 {
        let raw = unsafe name.bytes
        let count = name.count
        var state = first &+ UInt64(truncatingIfNeeded: count)
        var index = 0
        while index &+ 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            state = Self.mix(state ^ word, second)
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < count {
            rest = rest &<< 8 | UInt64(name[index])
            index &+= 1
        }
        return Self.mix(Self.mix(state ^ rest, second), first | 1)
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
