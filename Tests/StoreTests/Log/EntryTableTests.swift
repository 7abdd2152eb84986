import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct EntryTableTests {
    private func entry(
        slot: Int = 0, offset: Int = 80, created: Int64 = 0, stream: UInt32 = 1,
        payload: UInt32 = 10, metadata: UInt32 = 0, isReference: Bool = false
    ) -> Entry {
        Entry(
            location: Location(slot: slot, offset: offset), created: created, stream: stream,
            version: 7, payloadLength: payload, metadataLength: metadata,
            isReference: isReference)
    }

    private func isSame(_ left: Entry?, _ right: Entry) -> Bool {
        guard let left else { return false }
        return left.location == right.location && left.created == right.created
            && left.stream == right.stream && left.payloadLength == right.payloadLength
            && left.metadataLength == right.metadataLength
            && left.isReference == right.isReference && left.version == Entry.unknownVersion
    }

    /// Entries that are packed, and one of each kind that is not.
    private var kinds: [Entry] {
        [
            entry(), entry(slot: 65_535, offset: (1 << 29) - 8, payload: .max),
            entry(slot: 65_536), entry(offset: 1 << 29), entry(offset: Int(UInt32.max) * 8),
            entry(isReference: true), entry(metadata: 32_766, isReference: true),
            entry(metadata: 32_767, isReference: true), entry(metadata: 32_767),
            entry(metadata: 32_768), entry(payload: 70_000, isReference: true),
            entry(metadata: 65_534), entry(metadata: 65_535), entry(metadata: .max),
            entry(created: 1 << 37 - 1), entry(created: 1 << 37), entry(created: .max),
            entry(payload: 65_535), entry(payload: 65_536), entry(slot: Int(UInt32.max)),
            entry(created: -1), entry(created: .min), entry(stream: .max),
        ]
    }

    @Test func `entries of any size come back as they were entered`() {
        var table = EntryTable()
        for (position, entry) in kinds.enumerated() { table.insert(entry, at: Int64(position)) }
        for (position, entry) in kinds.enumerated() {
            #expect(isSame(table[Int64(position)], entry), "\(position)")
        }
        #expect(table.liveCount == kinds.count)
        #expect(table.end == Int64(kinds.count))
    }

    @Test func `entries move between segments whatever their size, and go`() {
        for kind in kinds {
            for other in kinds {
                var table = EntryTable()
                table.insert(entry(created: 5), at: 0)
                table.insert(kind, at: 1)
                let isMovedFromElsewhere = table.move(
                    1, from: Location(slot: 9, offset: 88), to: other.location)
                #expect(!isMovedFromElsewhere)
                let isMoved = table.move(1, from: kind.location, to: other.location)
                #expect(isMoved)
                var moved = kind
                moved.location = other.location
                #expect(isSame(table[1], moved))
                #expect(table.remove(1) != nil)
                #expect(table[1] == nil)
                #expect(table.remove(1) == nil)
                #expect(table.nearest(0, forwards: true) == 0)
                #expect(table.nearest(1, forwards: true) == nil)
                table.insert(other, at: 1)
                #expect(isSame(table[1], other))
            }
        }
    }

    @Test func `hours between neighbours lose no tick`() {
        var table = EntryTable()
        var dice = Dice(3)
        var created: Int64 = 638_000_000_000_000_000
        var entered: [Entry] = []
        for position in 0..<10_000 {
            created += Int64(dice.roll(2) == 0 ? dice.roll(1000) : dice.roll(1 << 37))
            entered.append(entry(created: created))
            table.insert(entered[position], at: Int64(position))
        }
        for position in entered.indices where !isSame(table[Int64(position)], entered[position]) {
            Issue.record("position \(position)")
            return
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `segments that are rewritten again and again take their messages along`(seed: UInt64) {
        var table = EntryTable()
        var dice = Dice(seed)
        var entries: [Int64: Entry] = [:]
        var slot = 0
        for position in 0..<400 as Range<Int64> {
            // A segment ends somewhere in a group.
            if dice.roll(90) == 0 { slot += 1 }
            let new = entry(slot: slot, offset: 80 + Int(position) * 8, created: position)
            entries[position] = new
            table.insert(new, at: position)
        }
        for _ in 0..<60 {
            switch dice.roll(4) {
            case 0:
                let position = Int64(dice.roll(400))
                let gone = entries.removeValue(forKey: position)
                #expect((table.remove(position) != nil) == (gone != nil))
            default:
                // All of one segment move, each to a place of its own.
                slot += 1
                let old = dice.pick(Set(entries.values.map(\.location.slot)).sorted())
                for (position, entry) in entries.sorted(by: { $0.key < $1.key })
                where entry.location.slot == old {
                    let new = Location(slot: slot, offset: 800 + Int(position) * 8)
                    let isMoved = table.move(position, from: entry.location, to: new)
                    #expect(isMoved)
                    entries[position]?.location = new
                }
            }
            for position in 0..<400 as Range<Int64> {
                guard let wanted = entries[position] else {
                    #expect(table[position] == nil)
                    continue
                }
                #expect(isSame(table[position], wanted))
            }
        }
    }
}
