import Octets
import Testing

@testable import Store

@Suite struct HashedFileListTests {
    @Test func `the names in front of one are those that come before it`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        for number in 0..<40 { _ = try await store.save(Bytes("file \(number)")) }
        let all = try store.names(after: nil, limit: 100)
        #expect(all.count == 40)
        for limit in [1, 3, 100] {
            for (index, name) in all.enumerated() {
                let before = try store.names(before: name, limit: limit)
                #expect(before == Array(all[max(0, index - limit)..<index]))
            }
        }
        // Of a file that is not there, too, and of further names.
        let between = try #require(ContentHash(hex: "80000000000000000000000000000000"))
        let expected = all.filter { $0 < between }
        #expect(try store.names(before: between, limit: 100) == expected)
        let first = try #require(ContentHash(.sha256, Bytes([UInt8](repeating: 0, count: 32))))
        #expect(try store.names(before: first, limit: 9) == [])
    }

    @Test func `digests that pass by are those of all bytes`() throws {
        let running = try RunningDigests([.md5, .sha256])
        for piece in ["hel", "", "lo"] as [Bytes] { running.update(piece) }
        #expect(
            try running.finish().map(\.description) == [
                HashedFileStoreTests.md5, HashedFileStoreTests.sha256,
            ])
    }
}
