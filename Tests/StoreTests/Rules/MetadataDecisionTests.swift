import Octets
import Testing

@testable import Store

/// What setting metadata `wanted` comes to where the metadata stream's head is `head` (nil: never set) and
/// `current` is in force; nil for a refusal.
struct MetadataRow: Sendable, CustomStringConvertible {
    let head: Int32?
    let current: Int32?
    let expected: Int32
    let wanted: Int32
    let outcome: MetadataDecision?

    init(
        _ head: Int32?, _ current: Int32?, _ expected: Int32, _ wanted: Int32,
        _ outcome: MetadataDecision?
    ) {
        self.head = head
        self.current = current
        self.expected = expected
        self.wanted = wanted
        self.outcome = outcome
    }

    var description: String { "\(head ?? -9), \(current ?? -9), \(expected), \(wanted)" }

    static let table: [MetadataRow] = [
        MetadataRow(nil, nil, -2, 1, .write), MetadataRow(nil, nil, -3, 1, .write),
        MetadataRow(nil, nil, -1, 1, .write), MetadataRow(nil, nil, 0, 1, nil),
        MetadataRow(0, 1, -2, 1, .unchanged), MetadataRow(0, 1, -3, 1, .unchanged),
        MetadataRow(0, 1, -1, 1, .unchanged), MetadataRow(0, 1, 0, 1, .unchanged),
        MetadataRow(0, 1, 1, 1, nil), MetadataRow(0, 1, -2, 2, .write),
        MetadataRow(0, 1, -3, 2, nil), MetadataRow(0, 1, -1, 2, nil),
        MetadataRow(0, 1, 0, 2, .write), MetadataRow(2, 1, -2, 1, .unchanged),
        MetadataRow(2, 1, 2, 1, .unchanged), MetadataRow(2, 1, 1, 1, .unchanged),
        MetadataRow(2, 1, 0, 1, nil), MetadataRow(2, 1, 3, 1, nil), MetadataRow(2, 1, -3, 1, nil),
        MetadataRow(2, nil, -2, 1, .write),
    ]
}

@Suite struct MetadataDecisionTests {
    @Test(arguments: MetadataRow.table)
    func `metadata is compared with what is in force`(row: MetadataRow) throws {
        let stream = try #require(StreamID("a"))
        let expected = try #require(ExpectedVersion(headerValue: row.expected))
        let decision: MetadataDecision?
        do {
            decision = try MetadataDecision.decide(
                StreamMetadata(maxCount: row.wanted), of: stream, expecting: expected,
                head: StreamHead(lastVersion: row.head),
                current: row.current.map { StreamMetadata(maxCount: $0) })
        } catch {
            #expect(error == .wrongExpectedVersion(stream, expected))
            decision = nil
        }
        #expect(decision == row.outcome)
    }

    @Test(
        arguments: [
            (nil, -2, true), (nil, -3, true), (nil, -1, false), (nil, 0, false), (-1, -2, true),
            (-1, -1, true), (-1, -3, false), (-1, 0, false), (3, -2, true), (3, 3, true),
            (3, 2, false), (3, 4, false), (3, -1, false), (3, -3, false),
        ] as [(Int32?, Int32, Bool)])
    func `a stream is deleted only where the expectation holds`(
        head: Int32?, expected: Int32, passes: Bool
    ) throws {
        let stream = try #require(StreamID("a"))
        let expected = try #require(ExpectedVersion(headerValue: expected))
        let head = StreamHead(lastVersion: head)
        if passes {
            try DeleteDecision.check(stream, expecting: expected, head: head)
        } else {
            #expect(throws: StoreError.wrongExpectedVersion(stream, expected)) {
                try DeleteDecision.check(stream, expecting: expected, head: head)
            }
        }
    }
}
