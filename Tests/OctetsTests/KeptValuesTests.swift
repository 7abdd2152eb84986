import Octets
import Testing

@Suite struct KeptValuesTests {
    /// The keys below 100 whose values are still there; asking does not count as a use of the copy's original.
    private func keys(_ values: KeptValues<Int, String>) -> [Int] {
        var copy = values
        return (0..<100).filter { copy[$0] != nil }
    }

    @Test func `what is not asked for goes first, and no more bytes stay than may`() {
        var values = KeptValues<Int, String>(bytes: 100)
        for key in 0..<10 { values.keep("\(key)", under: key, bytes: 10) }
        #expect(keys(values) == Array(0..<10))
        for key in [0, 3, 4] { #expect(values[key] == "\(key)") }
        for key in 10..<15 { values.keep("\(key)", under: key, bytes: 10) }
        #expect(values.bytes == 100)
        let left = keys(values)
        #expect(left.count == 10)
        #expect(left.contains(0) && left.contains(3) && left.contains(4))
        // What came last stays, whoever was there before: they have had their time.
        #expect((10..<15).allSatisfy(left.contains))
        values.keep("large", under: 20, bytes: 35)
        #expect(values[20] == "large")
        #expect(values.bytes <= 100)
    }

    @Test func `two that are asked for in turn both stay, though nobody asks for the others`() {
        var values = KeptValues<Int, String>(bytes: 100)
        for key in 0..<10 { values.keep("\(key)", under: key, bytes: 10) }
        var hits = 0
        for _ in 0..<10 {
            for key in [50, 51] {
                if values[key] != nil { hits += 1 } else { values.keep("", under: key, bytes: 10) }
            }
        }
        #expect(hits == 18)
    }

    @Test func `a value takes the place of the one before it, with its own size`() {
        var values = KeptValues<Int, String>(bytes: 100)
        values.keep("a", under: 1, bytes: 60)
        values.keep("b", under: 1, bytes: 30)
        #expect(values.bytes == 30)
        #expect(values[1] == "b")
        values.keep("c", under: 2, bytes: 70)
        #expect(keys(values) == [1, 2])
    }

    @Test func `the number of values is limited too`() {
        var values = KeptValues<Int, String>(bytes: .max, count: 3)
        for key in 0..<50 { values.keep("", under: key, bytes: 1) }
        #expect(keys(values).count == 3)
        #expect(values.bytes == 3)
    }

    @Test func `one that is too long is not kept, nor what it was to replace`() {
        var values = KeptValues<Int, String>(bytes: 10)
        values.keep("a", under: 1, bytes: 5)
        values.keep("b", under: 2, bytes: 11)
        #expect(keys(values) == [1])
        values.keep("c", under: 1, bytes: .max)
        #expect(keys(values).isEmpty)
        #expect(values.bytes == 0)
        values.keep("d", under: 3, bytes: 10)
        #expect(values[3] == "d")
    }

    @Test func `over a long time the books are right`() {
        var values = KeptValues<Int, Int>(bytes: 1_000)
        var sizes: [Int: Int] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let key = Int.random(in: 0..<200, using: &random)
            if Bool.random(using: &random) {
                let size = Int.random(in: 1...50, using: &random)
                values.keep(size, under: key, bytes: size)
                sizes[key] = size
            } else if let size = values[key] {
                #expect(size == sizes[key])
            }
            #expect(values.bytes <= 1_000)
        }
        var copy = values
        #expect((0..<200).compactMap { copy[$0] }.reduce(0, +) == values.bytes)
    }
}
