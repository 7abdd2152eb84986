/// Numbers that look random and are the same again for the same seed.
package struct Dice {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    package mutating func roll() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// A number below `limit`.
    package mutating func roll(_ limit: Int) -> Int { Int(roll() >> 11) % max(limit, 1) }

    /// One of these.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[roll(elements.count)]
    }
}
