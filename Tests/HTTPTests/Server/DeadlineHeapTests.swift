import Testing

@testable import HTTP

@Suite struct `The heap of deadlines` {
    @Test func `gives out what is due, the earliest first, and keeps the rest`() {
        var random = SplitMix(seed: 7)
        var deadlines = Deadlines()
        let moments = (0..<1_000).map { _ in UInt64(random.below(500)) }
        for (index, moment) in moments.enumerated() {
            deadlines.add(moment, connection: UInt64(index))
        }
        var found: [UInt64] = []
        while let entry = deadlines.removeDue(249) { found.append(entry.moment) }
        #expect(found == moments.filter { $0 < 250 }.sorted())
        #expect(deadlines.first == moments.filter { $0 >= 250 }.min())
    }

    @Test func `drops what is dead and stays in order`() {
        var random = SplitMix(seed: 8)
        var deadlines = Deadlines()
        let moments = (0..<1_000).map { _ in UInt64(random.below(500)) }
        for (index, moment) in moments.enumerated() {
            deadlines.add(moment, connection: UInt64(index))
        }
        deadlines.removeAll { $0.connection % 3 != 0 }
        #expect(deadlines.count == 334)
        var found: [UInt64] = []
        while let entry = deadlines.removeDue(.max) { found.append(entry.moment) }
        let kept = moments.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
        #expect(found == kept.sorted())
    }
}
