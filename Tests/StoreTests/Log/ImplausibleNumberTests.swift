import Octets
import Testing

@testable import Store

/// Numbers that a damaged file may say though its checksums hold: nothing may be computed with them that ends
/// the process.
@Suite struct ImplausibleNumberTests {
    @Test(arguments: [Int64.max, .max - 1, 1 << 62, -1, .min])
    func `a position that cannot be indexed is passed over`(position: Int64) {
        var table = EntryTable()
        table.extend(to: 7)
        table.extend(to: position)
        #expect(table.end == 7)
        let index = LogIndex(hasher: IDHasher(key: UUID(high: 1, low: 2)))
        index.apply(.tombstone(position: position, stream: 0, version: 0, created: 0))
        #expect(index.head == -1)
    }
}
