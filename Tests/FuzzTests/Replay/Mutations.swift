import TestSupport

/// Inputs made from a corpus: the same for the same seed.
struct Mutations {
    private var dice: Dice
    private let corpus: [[UInt8]]
    private let words: [[UInt8]]

    init(seed: UInt64, of corpus: Corpus) {
        dice = Dice(seed)
        self.corpus = corpus.files.map(\.bytes).filter { $0.count <= 4096 }
        words = corpus.words
    }

    /// One input: mostly a file of the corpus with a few changes, sometimes two of them grafted together.
    mutating func next() -> [UInt8] {
        var bytes = dice.pick(corpus)
        if dice.roll(4) == 0 {
            let other = dice.pick(corpus)
            bytes = Array(bytes.prefix(dice.roll(bytes.count + 1)))
            bytes += other.suffix(dice.roll(other.count + 1))
        }
        for _ in 0...dice.roll(5) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = dice.roll(bytes.count + 1)
        switch dice.roll(7) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(dice.roll(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(dice.roll(256))
        case 2 where place < bytes.count:
            bytes.removeSubrange(place..<min(place + 1 + dice.roll(8), bytes.count))
        case 3 where place < bytes.count:
            let end = min(place + 1 + dice.roll(24), bytes.count)
            bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4:
            let odd: [UInt8] = [0, 9, 10, 13, 32, 34, 44, 45, 48, 58, 59, 61, 92, 127, 128, 255]
            bytes.insert(dice.pick(odd), at: place)
        case 5 where place + 4 <= bytes.count:
            // Numbers as the log writes them.
            let extreme = dice.pick([0, 1, 0x7F, 0x80, 0xFF] as [UInt8])
            for index in place..<(place + 4) { bytes[index] = extreme }
        default: bytes.insert(contentsOf: dice.pick(words), at: place)
        }
    }
}
