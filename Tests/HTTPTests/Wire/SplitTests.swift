import HTTP
import Octets
import TestSupport
import Testing

/// How the bytes are cut must never matter.
@Suite struct `Cuts of the byte stream` {
    @Test(arguments: RawRow.all.filter { $0.bytes.count < 2_000 })
    func `every cut in two gives the same`(_ row: RawRow) async throws {
        // On a thread of its own: this is work enough to hold up every other test.
        try await blocking {
            let whole = WireReader.outcome([row.bytes[...]])
            for cut in 0...row.bytes.count {
                #expect(
                    WireReader.outcome([row.bytes[..<cut], row.bytes[cut...]]) == whole,
                    "cut at \(cut)"
                )
            }
        }
    }

    @Test(arguments: RawRow.all.filter { $0.bytes.count < 10_000 })
    func `byte by byte gives the same`(_ row: RawRow) async throws {
        // On a thread of its own: this is work enough to hold up every other test.
        try await blocking {
            let whole = WireReader.outcome([row.bytes[...]])
            let pieces = row.bytes.indices.map { row.bytes[$0...$0] }
            #expect(WireReader.outcome(pieces) == whole)
        }
    }

    @Test func `mutated requests read the same in every cut, and never trap`() async throws {
        try await blocking {
            var random = SplitMix(seed: 20_261_121)
            let corpus = RawRow.all.map(\.bytes).filter { $0.count < 400 }
            for _ in 0..<4_000 {
                let bytes = random.mutated(corpus)
                let whole = WireReader.outcome([bytes[...]])
                let cut = random.below(bytes.count + 1)
                #expect(WireReader.outcome([bytes[..<cut], bytes[cut...]]) == whole)
            }
        }
    }
}

/// A small generator with a seed: the same bytes on every run.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// One of the corpus with a few bytes changed, put in, taken out, or doubled.
    mutating func mutated(_ corpus: [[UInt8]]) -> [UInt8] {
        var bytes = corpus[below(corpus.count)]
        let odd: [UInt8] = [0, 9, 10, 13, 32, 34, 44, 48, 58, 59, 61, 92, 127, 128, 255]
        for _ in 0...below(4) {
            let index = below(bytes.count)
            switch below(5) {
            case 0 where !bytes.isEmpty: bytes[index] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.insert(odd[below(odd.count)], at: index)
            case 2 where !bytes.isEmpty: bytes.remove(at: index)
            case 3 where !bytes.isEmpty:
                let end = min(index + 1 + below(12), bytes.count)
                bytes.insert(contentsOf: bytes[index..<end], at: index)
            default:
                if !bytes.isEmpty { bytes[index] = odd[below(odd.count)] }
            }
        }
        return bytes
    }
}
