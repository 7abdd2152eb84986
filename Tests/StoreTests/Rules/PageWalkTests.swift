import Octets
import Testing

@testable import Store

/// A page of a stream in which the messages `live` are left of versions 0 … `head`.
struct PageRow: Sendable, CustomStringConvertible {
    let source: StreamQuery.Source
    let live: [Int64]
    let head: Int64
    let direction: StreamQuery.Direction
    let start: StreamQuery.Start
    let limit: Int
    let places: [Int64]
    /// from, next, missing
    let numbers: [Int64]
    /// isEnd, hasNewer, hasOlder
    let flags: [Bool]

    var description: String { "\(live) of \(head): \(direction) from \(start), \(limit)" }

    static func one(
        _ live: [Int64], _ head: Int64, _ direction: StreamQuery.Direction,
        _ start: StreamQuery.Start, _ limit: Int, _ places: [Int64], _ numbers: [Int64],
        _ flags: [Bool]
    ) -> PageRow {
        PageRow(
            source: .stream(.deleted), live: live, head: head, direction: direction, start: start,
            limit: limit, places: places, numbers: numbers, flags: flags)
    }

    static func all(
        _ live: [Int64], _ head: Int64, _ direction: StreamQuery.Direction,
        _ start: StreamQuery.Start, _ limit: Int, _ places: [Int64], _ numbers: [Int64],
        _ flags: [Bool]
    ) -> PageRow {
        PageRow(
            source: .all, live: live, head: head, direction: direction, start: start,
            limit: limit, places: places, numbers: numbers, flags: flags)
    }

    static let five: [Int64] = [0, 1, 2, 3, 4]

    static let table: [PageRow] = [
        // hal-api.md §5.4
        one(five, 4, .backwards, .end, 2, [4, 3], [-1, 2, 0], [false, false, true]),
        one(five, 4, .backwards, .at(2), 2, [2, 1], [2, 0, 0], [false, true, true]),
        one(five, 4, .backwards, .at(0), 2, [0], [0, -1, 0], [true, true, false]),
        one(five, 4, .forwards, .at(0), 2, [0, 1], [0, 2, 0], [false, true, false]),
        one(five, 4, .forwards, .at(2), 2, [2, 3], [2, 4, 0], [false, true, true]),
        one(five, 4, .forwards, .at(4), 2, [4], [4, 5, 0], [true, false, true]),
        one(five, 4, .forwards, .at(5), 2, [], [5, 5, 0], [true, false, true]),
        one(five, 4, .forwards, .at(.max), 2, [], [.max, .max, 0], [true, false, true]),
        one([], -1, .forwards, .at(0), 2, [], [0, 0, 0], [true, false, false]),
        one([], -1, .backwards, .end, 2, [], [-1, -1, 0], [true, false, false]),
        one([], -1, .forwards, .end, 2, [], [-1, 0, 0], [true, false, false]),
        // The end exactly at the limit, and far starts
        one(five, 4, .forwards, .at(3), 2, [3, 4], [3, 5, 0], [true, false, true]),
        one(five, 4, .backwards, .at(1), 2, [1, 0], [1, -1, 0], [true, true, false]),
        one(five, 4, .backwards, .at(99), 2, [4, 3], [99, 2, 0], [false, false, true]),
        one(five, 4, .backwards, .at(-7), 2, [], [-7, -1, 0], [true, true, false]),
        one(five, 4, .forwards, .end, 2, [4], [-1, 5, 0], [true, false, true]),
        // Gaps
        one([0, 3, 4], 5, .forwards, .at(0), 2, [0, 3], [0, 4, 2], [false, true, false]),
        one([0, 3, 4], 5, .forwards, .at(1), 2, [3, 4], [1, 5, 3], [true, false, true]),
        one([0, 3, 4], 5, .backwards, .end, 2, [4, 3], [-1, 0, 1], [false, false, true]),
        one([3, 4], 5, .backwards, .at(4), 2, [4, 3], [4, 2, 3], [true, false, false]),
        one([3, 4], 5, .backwards, .at(1), 2, [], [1, -1, 2], [true, true, false]),
        one([], 2, .backwards, .end, 2, [], [-1, -1, 3], [true, false, false]),
        one([], 2, .forwards, .at(0), 2, [], [0, 0, 3], [true, false, false]),
        // The all-stream, hal-api.md §5.2 and §11
        all(five, 4, .backwards, .end, 2, [4, 3], [4, 2, 0], [false, false, true]),
        all(five, 4, .backwards, .at(1), 2, [1, 0], [1, 0, 0], [true, true, false]),
        all([2, 5, 9], 9, .backwards, .at(8), 2, [5, 2], [5, 2, 7], [true, true, false]),
        all([2, 5, 9], 9, .backwards, .end, 2, [9, 5], [9, 2, 3], [false, false, true]),
        all([2, 5, 9], 9, .forwards, .at(0), 2, [2, 5], [2, 6, 4], [false, true, false]),
        all([2, 5, 9], 9, .forwards, .at(6), 2, [9], [9, 10, 3], [true, false, true]),
        all([2, 5, 9], 9, .forwards, .at(10), 2, [], [10, 10, 0], [true, false, true]),
        all([], -1, .backwards, .end, 2, [], [0, 0, 0], [true, false, false]),
        all([], -1, .forwards, .at(0), 2, [], [0, 0, 0], [true, false, false]),
        all([], -1, .forwards, .at(7), 2, [], [7, 7, 0], [true, false, false]),
    ]
}

@Suite struct PageWalkTests {
    private let state = StreamState(
        lastVersion: 0, lastPosition: 0, messageCount: 0, payloadBytes: 0)

    @Test(arguments: PageRow.table)
    func `a page's numbers are those of the contract's table`(row: PageRow) {
        let query = StreamQuery(row.source, row.direction, from: row.start, limit: row.limit)
        var walk = PageWalk(query, newest: row.live.last, head: row.head)
        var places: [Int64] = []
        let forwards = row.direction == .forwards
        for place in forwards ? row.live : row.live.reversed()
        where forwards ? place >= walk.start : place <= walk.start {
            let step = walk.visit(place, matches: true, bytes: 0)
            if step == .take { places.append(place) }
            if step == .stop { break }
        }
        let behind = row.live.contains { forwards ? $0 < walk.behind : $0 > walk.behind }
        let page = walk.page(
            [], existsBehind: behind, stream: row.source == .all ? nil : state)
        #expect(places == row.places)
        #expect([page.from, page.next, Int64(page.missing)] == row.numbers)
        #expect([page.isEnd, page.hasNewer, page.hasOlder] == row.flags)
    }

    @Test func `a page of an unknown stream leads nowhere`() {
        let query = StreamQuery(.stream(.deleted), .forwards, from: .at(3), limit: 1)
        let page = PageWalk(query, newest: nil, head: -1).page(
            [], existsBehind: false, stream: nil)
        #expect(page.from == 3 && page.next == -1 && page.isEnd && page.stream == nil)
    }

    @Test func `a page ends before the message that would exceed its bytes`() {
        let query = StreamQuery(.all, .forwards, from: .at(0), limit: 9, byteLimit: 10)
        var walk = PageWalk(query, newest: 9, head: 9)
        #expect(walk.visit(0, matches: true, bytes: 4) == .take)
        #expect(walk.visit(1, matches: false, bytes: 99) == .skip)
        #expect(walk.visit(2, matches: true, bytes: 6) == .take)
        #expect(walk.visit(3, matches: true, bytes: 1) == .stop)
    }

    @Test func `a page's first message may be of any size`() {
        let query = StreamQuery(.all, .forwards, from: .at(0), limit: 9, byteLimit: 10)
        var walk = PageWalk(query, newest: 9, head: 9)
        #expect(walk.visit(0, matches: true, bytes: .max) == .take)
        #expect(walk.visit(1, matches: true, bytes: .max) == .stop)
    }

    /// The even places of 0 … 9 match.
    private func evens(_ change: (inout StreamQuery) -> Void) -> (StreamPage, [Int64]) {
        var query = StreamQuery(.all, .forwards, from: .at(0), limit: 9)
        change(&query)
        let forwards = query.direction == .forwards
        var walk = PageWalk(query, newest: 9, head: 9)
        var places: [Int64] = []
        for place in forwards ? Array(walk.start..<10) : (0...walk.start).reversed() {
            let step = walk.visit(place, matches: place % 2 == 0, bytes: 0, cost: 10)
            if step == .take { places.append(place) }
            if step == .stop { break }
        }
        return (walk.page([], existsBehind: false, stream: nil), places)
    }

    @Test func `a page that looked at enough says where to go on`() {
        let (page, places) = evens { $0.scanLimit = 4 }
        #expect(places == [0, 2])
        #expect(page.isCutShort && !page.isEnd && page.next == 4 && page.hasNewer)
        let (older, evenOlder) = evens {
            $0.scanByteLimit = 39
            ($0.direction, $0.start) = (.backwards, .end)
        }
        #expect(evenOlder == [8])
        #expect(older.isCutShort && older.next == 6 && older.hasOlder && older.missing == 0)
        let (empty, none) = evens {
            ($0.scanLimit, $0.start) = (1, .at(3))
        }
        #expect(none.isEmpty && empty.isCutShort && empty.from == 3 && empty.next == 4)
    }

    @Test func `every page comes further, however little it may look at`() {
        let (page, places) = evens { ($0.scanLimit, $0.scanByteLimit) = (0, 0) }
        #expect(places == [0] && page.next == 1)
    }

    @Test func `a page that came to its end with the last look is not cut short`() {
        let (page, places) = evens { $0.scanLimit = 10 }
        #expect(places == [0, 2, 4, 6, 8])
        #expect(page.isEnd && !page.isCutShort && page.head == 9)
        let (full, _) = evens { ($0.scanLimit, $0.limit) = (3, 1) }
        #expect(!full.isEnd && !full.isCutShort && full.next == 1)
    }

    @Test(arguments: [
        ("a", "", true), ("$a", "", false), ("$$a", "$", true), ("$deleted", "$d", true),
        ("ab", "ab", true), ("a", "ab", false), ("Ab", "ab", false),
    ])
    func `the all-stream shows system streams only when asked`(
        name: String, prefix: String, shown: Bool
    ) throws {
        let query = StreamQuery(
            .all, .forwards, from: .at(0), limit: 1, streamPrefix: Bytes(prefix))
        #expect(query.includes(stream: try #require(StreamID(Bytes(name)))) == shown)
    }
}
