import Octets
import Testing

@testable import Store

/// One row of the table in `hal-api.md` §6.4 and §6.5: small numbers stand for message ids.
struct AppendRow: Sendable, CustomStringConvertible {
    enum Outcome: Hashable, Sendable {
        case decision(AppendDecision)
        case conflict
        case duplicate
        case exhausted
    }

    /// The ids in the stream by version; nil where the stream does not exist.
    let stream: [Int]?
    let expected: Int32
    let batch: [Int]
    let outcome: Outcome
    /// The head where it is not the version of the last id: messages were deleted.
    var lastVersion: Int32?

    init(
        _ stream: [Int]?, _ expected: Int32, _ batch: [Int], _ outcome: Outcome,
        lastVersion: Int32? = nil
    ) {
        self.stream = stream
        self.expected = expected
        self.batch = batch
        self.outcome = outcome
        self.lastVersion = lastVersion
    }

    var description: String { "\(stream.map { "\($0)" } ?? "none"), \(expected), \(batch)" }

    static let three = [1, 2, 3]
    static let six = [1, 2, 3, 4, 5, 6]

    static func insert(_ version: Int32) -> Outcome { .decision(.insert(firstVersion: version)) }
    static func there(_ version: Int32?) -> Outcome {
        .decision(.alreadyThere(firstVersion: version))
    }

    static let table: [AppendRow] = [
        // Any
        AppendRow(three, -2, [1, 2, 3], there(0)), AppendRow(three, -2, [1, 2], there(0)),
        AppendRow(three, -2, [1], there(0)), AppendRow(three, -2, [2], there(1)),
        AppendRow(three, -2, [2, 3], there(1)), AppendRow(three, -2, [3], there(2)),
        AppendRow(three, -2, [4], insert(3)), AppendRow(three, -2, [4, 5], insert(3)),
        AppendRow(three, -2, [2, 1], .conflict), AppendRow(three, -2, [1, 3], .conflict),
        AppendRow(three, -2, [2, 3, 4], .conflict), AppendRow(three, -2, [1, 2, 3, 4], .conflict),
        AppendRow(three, -2, [4, 1], .conflict), AppendRow(three, -2, [], there(nil)),
        AppendRow(nil, -2, [1, 2], insert(0)), AppendRow(nil, -2, [], .decision(.create)),
        AppendRow([], -2, [1], insert(0)), AppendRow([], -2, [], there(nil)),
        // NoStream
        AppendRow(three, -3, [1], there(0)), AppendRow(three, -3, [1, 2], there(0)),
        AppendRow(three, -3, [1, 2, 3], there(0)), AppendRow(three, -3, [2], .conflict),
        AppendRow(three, -3, [4], .conflict), AppendRow(three, -3, [1, 2, 3, 4], .conflict),
        AppendRow(three, -3, [], there(nil)), AppendRow(nil, -3, [], .decision(.create)),
        AppendRow(nil, -3, [1, 2], insert(0)), AppendRow([], -3, [1], .conflict),
        AppendRow([], -3, [], there(nil)),
        // A version
        AppendRow(three, 2, [4, 5], insert(3)), AppendRow(three, 2, [1], .conflict),
        AppendRow(three, 2, [3], .conflict), AppendRow(three, 2, [4, 1], .conflict),
        AppendRow(six, 2, [4, 5, 6], there(3)), AppendRow(six, 2, [4, 5], there(3)),
        AppendRow(six, 2, [4], there(3)), AppendRow(six, 2, [4, 5, 6, 7], .conflict),
        AppendRow(three, 1, [3], there(2)), AppendRow([1, 2, 3, 4], 1, [3, 4], there(2)),
        AppendRow(three, 1, [9], .conflict), AppendRow(three, 1, [3, 9], .conflict),
        AppendRow(three, 10, [9], .conflict), AppendRow(three, 10, [1], .conflict),
        AppendRow(three, .max, [9], .conflict), AppendRow(three, .max, [1], .conflict),
        AppendRow(nil, 0, [1], .conflict), AppendRow(nil, 5, [1], .conflict),
        AppendRow([], 0, [1], .conflict),
        AppendRow(three, 2, [], .decision(.unchecked(version: 2))),
        AppendRow(three, 7, [], .decision(.unchecked(version: 7))),
        AppendRow(nil, 7, [], .decision(.unchecked(version: 7))),
        // EmptyStream
        AppendRow([], -1, [1], insert(0)), AppendRow(three, -1, [1, 2], there(0)),
        AppendRow(three, -1, [2], .conflict), AppendRow(three, -1, [4], .conflict),
        AppendRow(three, -1, [1, 2, 3, 4], .conflict), AppendRow(nil, -1, [1], .conflict),
        AppendRow(nil, -1, [], .conflict), AppendRow([], -1, [], there(nil)),
        // One id twice
        AppendRow(three, -2, [4, 4], .duplicate), AppendRow(three, -2, [1, 1], .duplicate),
        AppendRow(nil, -3, [4, 5, 4], .duplicate),
        AppendRow(nil, -3, Array(1...20) + [7], .duplicate),
        AppendRow(nil, -3, Array(1...21), insert(0)),
        // Deleted messages: their versions are used up, their ids unknown.
        AppendRow(three, 3, [9], insert(4), lastVersion: 3),
        AppendRow(three, 2, [9], .conflict, lastVersion: 3),
        AppendRow([], -1, [9], .conflict, lastVersion: 0),
        // The last version
        AppendRow([], -2, [9], insert(.max), lastVersion: .max - 1),
        AppendRow([], -2, [9, 10], .exhausted, lastVersion: .max - 1),
        AppendRow([], -2, [9], .exhausted, lastVersion: .max),
        AppendRow([], .max, [9], .exhausted, lastVersion: .max),
    ]
}

@Suite struct AppendDecisionTests {
    @Test(arguments: AppendRow.table)
    func `an append comes to what the contract's table says`(row: AppendRow) throws {
        let stream = try #require(StreamID("a"))
        let expected = try #require(ExpectedVersion(headerValue: row.expected))
        let messages = row.batch.map {
            NewMessage(
                id: UUID(high: 1, low: UInt64($0)), type: "t", payload: Payload(.json, "{}"))
        }
        let versions = row.stream ?? []
        let head = StreamHead(
            lastVersion: row.lastVersion ?? row.stream.map { Int32($0.count) - 1 })
        var outcome: AppendRow.Outcome
        do {
            outcome = .decision(
                try AppendDecision.decide(messages, to: stream, expecting: expected, head: head) {
                    id in versions.firstIndex(of: Int(id.low)).map(Int32.init)
                })
        } catch {
            switch error {
            case .wrongExpectedVersion(stream, expected): outcome = .conflict
            case .duplicateMessageID: outcome = .duplicate
            case .streamExhausted(stream): outcome = .exhausted
            default: throw error
            }
        }
        #expect(outcome == row.outcome)
    }

    @Test func `a new stream is never searched for ids`() throws {
        let stream = try #require(StreamID("a"))
        let message = NewMessage(id: .random(), type: "t", payload: Payload(.json, "{}"))
        var asked = 0
        _ = try AppendDecision.decide([message], to: stream, expecting: .any, head: .missing) {
            _ in
            asked += 1
            return nil
        }
        #expect(asked == 0)
    }
}
