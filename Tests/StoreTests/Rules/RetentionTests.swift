import Octets
import Testing

@testable import Store

@Suite struct RetentionTests {
    private func retention(_ name: Bytes, maxAge: Int32? = nil, maxCount: Int32? = nil) throws
        -> Retention
    {
        Retention(
            StreamMetadata(maxAge: maxAge, maxCount: maxCount), of: try #require(StreamID(name)))
    }

    @Test(
        arguments: [(5, 2, 3), (2, 2, 0), (1, 2, 0), (0, 2, 0), (4, 1, 3)] as [(Int, Int32, Int)])
    func `more messages than the most allowed are in excess`(
        count: Int, most: Int32, excess: Int
    ) throws {
        #expect(try retention("a", maxCount: most).excess(of: count) == excess)
    }

    @Test(arguments: [nil, 0, -1] as [Int32?])
    func `without a positive limit nothing goes`(limit: Int32?) throws {
        let kept = try retention("a", maxAge: limit, maxCount: limit)
        #expect(kept.excess(of: .max) == 0)
        #expect(!kept.hasExpired(Timestamp(ticks: .min), at: Timestamp(ticks: .max)))
    }

    @Test func `a message expires in the tick in which it reaches the age`() throws {
        let kept = try retention("a", maxAge: 10)
        let created = Timestamp(ticks: 5)
        #expect(!kept.hasExpired(created, at: Timestamp(ticks: 5 + 100_000_000 - 1)))
        #expect(kept.hasExpired(created, at: Timestamp(ticks: 5 + 100_000_000)))
    }

    @Test func `a clock before the message does not expire it`() throws {
        #expect(
            try !retention("a", maxAge: 1).hasExpired(
                Timestamp(ticks: 0), at: Timestamp(ticks: -1_000_000_000)))
    }

    @Test(arguments: [("$x", false), ("$$a", false), ("$deleted", true), ("a$", true)])
    func `age counts outside of system streams and in the stream of deletions`(
        name: String, counts: Bool
    ) throws {
        #expect(try (retention(Bytes(name), maxAge: 1).maxAge != nil) == counts)
    }
}
