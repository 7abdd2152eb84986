import Octets
import Testing

@testable import Store

@Suite struct IDTableTests {
    private func positions(_ table: borrowing IDTable, _ hash: UInt64, in stream: UInt32) -> [Int64]
    {
        var found: [Int64] = []
        table.candidates(hash, in: stream) {
            found.append($0)
            return false
        }
        return found
    }

    @Test func `a hundred thousand ids are found, and take little room`() {
        var table = IDTable(hasher: IDHasher(key: .random()))
        let ids = (0..<100_000).map { _ in UUID.random() }
        for (position, id) in ids.enumerated() {
            table.insert(table.hash(id), position: Int64(position), stream: 0) { _ in true }
        }
        for (position, id) in ids.enumerated()
        where !positions(table, table.hash(id), in: 0).contains(Int64(position)) {
            Issue.record("position \(position) is not found")
            return
        }
        #expect(positions(table, table.hash(.random()), in: 0).isEmpty)
        #expect(table.placeBytes <= ids.count * 12)
        var loaded = IDTable(hasher: table.hasher)
        let items = ids.enumerated().map { position, id in
            IDLoader.Item(hash: table.hash(id), position: Int64(position), stream: 0)
        }
        loaded.insert(ContiguousArray(items))
        for (position, id) in ids.enumerated()
        where !positions(loaded, table.hash(id), in: 0).contains(Int64(position)) {
            Issue.record("position \(position) is not found where all were entered at once")
            return
        }
        #expect(loaded.placeBytes <= ids.count * 12)
    }

    @Test func `an id that is deleted and appended for ever makes no long list`() {
        var table = IDTable(hasher: IDHasher(key: .random()))
        let hash = table.hash(.random())
        table.insert(hash, position: 0, stream: 1) { _ in true }
        for position in 1..<1000 as Range<Int64> {
            table.insert(hash, position: position, stream: 2) { $0 == 0 || $0 == position }
        }
        #expect(positions(table, hash, in: 2) == [0, 999])
        #expect(positions(table, hash, in: 1) == [0])
    }
}
