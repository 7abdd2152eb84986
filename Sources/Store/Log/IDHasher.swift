import Octets

/// A keyed hash of message ids. Ids come from outside; without the key nobody can choose some that collide.
struct IDHasher: Sendable {
    private let high: UInt64
    private let low: UInt64

    init(key: UUID) {
        high = key.high
        low = key.low
    }

    /// 48 bits.
    func hash(_ id: UUID) -> UInt64 {
        let first = (id.high ^ high).multipliedFullWidth(by: id.low ^ low | 1)
        let mixed = first.high ^ first.low
        let second = (mixed ^ low).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ id.low)
        return (second.high ^ second.low ^ mixed >> 7) & 0xFFFF_FFFF_FFFF
    }
}
