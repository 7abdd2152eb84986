import Octets
import Store
import Testing

@Suite struct ReadConformanceTests {
    /// The rows that a store with these messages gone can show: versions are positions too, as `a` is the
    /// only stream.
    static let rows = PageRow.table

    @Test(arguments: Backend.all, rows.filter { $0.source != .all })
    func `a stream's page has the numbers of the contract's table`(
        on backend: Backend, row: PageRow
    ) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        try await subject.append(Array(0..<Int(row.head + 1)))
        for version in 0..<Int32(max(row.head + 1, 0)) where !row.live.contains(Int64(version)) {
            #expect(try await subject.store.deleteMessage(in: .named("a"), at: version))
        }
        let page = try await subject.page(
            .stream(.named("a")), row.direction, from: row.start, limit: row.limit)
        #expect(page.messages.map { Int64($0.version) } == row.places)
        #expect([page.from, page.next, Int64(page.missing)] == row.numbers)
        #expect([page.isEnd, page.hasNewer, page.hasOlder] == row.flags)
        #expect(page.stream == (try await subject.store.state(of: .named("a"))))
    }

    @Test(arguments: Backend.all)
    func `a short page is there at once, and a log has the long ones waited for`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([0, 1, 2])
        for source in [StreamQuery.Source.all, .stream(.named("a")), .stream(.named("none"))] {
            var query = StreamQuery(source, .forwards, from: .at(0), limit: 20)
            // Files are always waited for.
            query.includesPayloads = backend.testDescription != Backend.payloadFiles.testDescription
            let page = try subject.store.readNow(query)
            #expect(page?.messages.count == (source == .stream(.named("none")) ? 0 : 3))
        }
        guard backend.isDurable else { return }
        var filtered = StreamQuery(.all, .forwards, from: .at(0), limit: 20)
        filtered.types = ["t"]
        #expect(try subject.store.readNow(filtered) == nil)
        let long = Bytes([UInt8](repeating: 1, count: 300_000))
        let message = NewMessage(
            id: .random(), type: "t", payload: Payload(.other(contentType: "x/y"), long))
        _ = try await subject.store.append([message], to: .named("long"), expecting: .any)
        let query = StreamQuery(.stream(.named("long")), .forwards, from: .at(0), limit: 20)
        #expect(try subject.store.readNow(query) == nil)
        #expect(try await subject.store.read(query).messages.count == 1)
    }

    @Test(arguments: Backend.all, [StreamQuery.Direction.forwards, .backwards])
    func `the pages of the all-stream tile it, gaps or not`(
        on backend: Backend, direction: StreamQuery.Direction
    ) async throws {
        let subject = try await backend.make()
        for number in 0..<20 {
            try await subject.append([number], to: number % 3 == 0 ? .named("a") : .named("b"))
        }
        for version in [0, 3, 4] as [Int32] {
            try await subject.store.deleteMessage(in: .named("b"), at: version)
        }
        let whole = Array(try await subject.page(.all).messages)
        #expect(whole.count == 17)
        var seen: [Message] = []
        var start = direction == .forwards ? StreamQuery.Start.at(0) : .end
        for round in 0..<20 {
            let page = try await subject.page(.all, direction, from: start, limit: 3)
            #expect(page.from == page.messages.first?.position)
            #expect(page.stream == nil)
            let (newer, older) =
                direction == .forwards ? (!page.isEnd, round > 0) : (round > 0, !page.isEnd)
            #expect(page.hasNewer == newer && page.hasOlder == older)
            seen += page.messages
            start = .at(page.next)
            if page.isEnd { break }
        }
        #expect(seen == (direction == .forwards ? whole : whole.reversed()))
    }

    @Test(arguments: Backend.all)
    func `no write leaves what vouches for a page as it was`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let (store, stream) = (subject.store, StreamID.named("a"))
        var all = store.revision(of: .all)
        var own: UInt64?
        let writes: [@Sendable () async throws -> Void] = [
            { try await subject.append([0], to: stream) },
            { try await subject.append([1], to: stream) },
            { try await subject.append([2, 3], to: stream) },
            { try await subject.store.deleteMessage(in: stream, at: 1) },
            { try await subject.store.truncate(stream, before: 2) },
            {
                _ = try await subject.store.setMetadata(
                    StreamMetadata(maxCount: 1), of: stream, expecting: .any)
            },
            { try await subject.append([4], to: stream) },
        ]
        for (index, write) in writes.enumerated() {
            try await write()
            #expect(store.revision(of: .all) != all, "write \(index)")
            #expect(store.revision(of: .stream(stream)) != own, "write \(index)")
            all = store.revision(of: .all)
            own = store.revision(of: .stream(stream))
            #expect(all != nil && own != nil)
        }
        try await subject.append([5], to: .named("b"))
        #expect(store.revision(of: .all) != all)
    }

    @Test(arguments: Backend.all)
    func `an empty store has an empty all-stream`(on backend: Backend) async throws {
        let subject = try await backend.make()
        for (direction, start) in [
            (.backwards, .end), (.forwards, .at(0)), (.forwards, .end), (.backwards, .at(0)),
        ] as [(StreamQuery.Direction, StreamQuery.Start)] {
            let page = try await subject.page(.all, direction, from: start)
            #expect(page.messages.isEmpty && page.from == 0 && page.next == 0 && page.isEnd)
            #expect(!page.hasNewer && !page.hasOlder && page.missing == 0)
        }
        #expect(try await subject.store.headPosition() == -1)
    }

    @Test(arguments: Backend.all)
    func `an unknown stream's page is empty and has no state`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("b"))
        let page = try await subject.page(.stream(.named("a")), .backwards, from: .end)
        #expect(page.messages.isEmpty && page.stream == nil && page.isEnd)
        #expect(page.from == -1 && page.next == -1 && !page.hasNewer && !page.hasOlder)
    }

    @Test(arguments: Backend.all, [1, 99, .max] as [Int64])
    func `beyond the head of the all-stream a page waits at the asked place`(
        on backend: Backend, place: Int64
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([1])
        let page = try await subject.page(.all, .forwards, from: .at(place))
        #expect(page.messages.isEmpty && page.from == place && page.next == place)
        #expect(page.isEnd && page.hasOlder && !page.hasNewer)
    }

    @Test(arguments: Backend.all)
    func `a page ends before its bytes do, but holds at least one message`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        let big = Payload(.other(contentType: "x/y"), Bytes([UInt8](repeating: 7, count: 100)))
        for number in 0..<5 {
            _ = try await subject.store.append(
                [Subject.message(number, payload: big, metadata: "12345")], to: .named("a"),
                expecting: .any)
        }
        for (limit, count) in [(0, 1), (104, 1), (209, 1), (210, 2), (525, 5)] {
            let page = try await subject.store.read(
                StreamQuery(
                    .stream(.named("a")), .forwards, from: .at(0), limit: 10, byteLimit: limit))
            #expect(page.messages.count == count)
            #expect(page.isEnd == (count == 5) && page.next == Int64(count))
        }
        let lean = try await subject.store.read(
            StreamQuery(
                .stream(.named("a")), .backwards, from: .end, limit: 10, byteLimit: 15,
                includesPayloads: false))
        #expect(lean.messages.map(\.version) == [4, 3, 2])
        #expect(lean.messages.allSatisfy { $0.payload == nil && $0.payloadLength == 100 })
        #expect(lean.messages.allSatisfy { $0.format == big.format && $0.metadata == "12345" })
    }

    @Test(arguments: Backend.all)
    func `a read may ask for types, compared as bytes`(on backend: Backend) async throws {
        let subject = try await backend.make()
        for number in 0..<12 {
            let type: Bytes = number % 3 == 0 ? "Caf\u{E9}" : number % 3 == 1 ? "Cafe\u{301}" : "x"
            try await subject.append([number], type: type)
        }
        var query = StreamQuery(
            .stream(.named("a")), .forwards, from: .at(0), limit: 3, types: ["Caf\u{E9}"])
        var page = try await subject.store.read(query)
        #expect(page.messages.map(\.version) == [0, 3, 6] && !page.isEnd && page.next == 7)
        query.start = .at(page.next)
        page = try await subject.store.read(query)
        #expect(page.messages.map(\.version) == [9] && page.isEnd && page.hasOlder)
        query.types = ["Cafe\u{301}", "x"]
        query.source = .all
        query.direction = .backwards
        query.start = .end
        page = try await subject.store.read(query)
        #expect(page.messages.map(\.version) == [11, 10, 8] && !page.hasNewer && page.hasOlder)
        query.types = ["X"]
        page = try await subject.store.read(query)
        #expect(page.messages.isEmpty && page.isEnd && !page.hasOlder && !page.hasNewer)
    }

    @Test(arguments: Backend.all)
    func `a read may ask for streams whose names begin with bytes`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        let names: [Bytes] = ["order-1", "Order-1", "order_1", "ord", "order-2"]
        for (number, name) in names.enumerated() {
            try await subject.append([number], to: .named(name))
        }
        var query = StreamQuery(.all, .forwards, from: .at(0), limit: 9, streamPrefix: "order-")
        #expect(
            try await subject.store.read(query).messages.map(\.stream.bytes) == [
                "order-1", "order-2",
            ])
        query.streamPrefix = "order-1x"
        #expect(try await subject.store.read(query).messages.isEmpty)
    }

    @Test(
        arguments: Backend.all,
        [(0, 1, 5), (2, 3, 7), (1, 2, 1), (4, 9, 300)] as [(Int, Int, Int)])
    func `a filtered walk whose looks are short still finds every message once`(
        on backend: Backend, row: (filter: Int, limit: Int, looks: Int)
    ) async throws {
        let subject = try await backend.make()
        for number in 0..<60 {
            let stream: StreamID = .named(["a", "ab", "b"][number % 3])
            try await subject.append([number], to: stream, type: number % 7 == 0 ? "rare" : "t")
        }
        for version in [1, 7, 8] as [Int32] {
            try await subject.store.deleteMessage(in: .named("ab"), at: version)
        }
        var query = StreamQuery(.all, .forwards, from: .at(0), limit: 1000)
        if row.filter % 2 == 0 { query.types = ["rare"] }
        if row.filter < 2 { query.streamPrefix = "a" }
        if row.filter == 4 { query.source = .stream(.named("ab")) }
        let whole = Array(try await subject.store.read(query).messages)
        #expect(!whole.isEmpty)
        query.limit = row.limit
        query.scanLimit = row.looks
        for direction in [StreamQuery.Direction.forwards, .backwards] {
            query.direction = direction
            query.start = direction == .forwards ? .at(0) : .end
            var seen: [Message] = []
            var isEnd = false
            for _ in 0..<200 where !isEnd {
                let page = try await subject.store.read(query)
                seen += page.messages
                isEnd = page.isEnd
                #expect(!(page.isCutShort && page.isEnd))
                #expect(!page.isCutShort || page.hasNewer || page.hasOlder)
                query.start = .at(page.next)
            }
            #expect(isEnd)
            #expect(seen == (direction == .forwards ? whole : whole.reversed()))
        }
    }

    @Test(arguments: Backend.all)
    func `what lies behind a page may be left open, but is never denied`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        for number in 0..<9 {
            try await subject.append([number], type: number == 0 ? "rare" : "t")
        }
        var query = StreamQuery(.all, .forwards, from: .at(8), limit: 1, types: ["rare"])
        #expect(try await subject.store.read(query).hasOlder)
        query.scanLimit = 3
        #expect(try await subject.store.read(query).hasOlder)
        query.types = ["none"]
        #expect(try await subject.store.read(query).hasOlder)
        query.scanLimit = 9
        #expect(try await !subject.store.read(query).hasOlder)
    }

    @Test(arguments: Backend.all)
    func `system streams are left out of the all-stream unless asked for`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("a"))
        try await subject.store.setMetadata(
            StreamMetadata(maxCount: 5), of: .named("a"), expecting: .any)
        try await subject.append([2], to: .named("$own"))
        try await subject.append([3], to: .named("b"))
        try await subject.store.deleteMessage(in: .named("b"), at: 0)
        var page = try await subject.page(.all, .backwards, from: .end)
        #expect(page.messages.map(\.stream.bytes) == ["a"] && page.isEnd && !page.hasNewer)
        #expect(try await subject.store.headPosition() > page.from)
        let query = StreamQuery(.all, .forwards, from: .at(0), limit: 9, streamPrefix: "$")
        page = try await subject.store.read(query)
        #expect(page.messages.map(\.stream.bytes) == ["$$a", "$own", "$deleted"])
    }

    @Test(arguments: Backend.all)
    func `what a page misses rises when a message of its stretch goes`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        try await subject.append(Array(0..<10))
        func missing(_ source: StreamQuery.Source) async throws -> [Int] {
            [
                try await subject.page(source, .backwards, from: .end, limit: 3).missing,
                try await subject.page(source, .forwards, from: .at(0), limit: 3).missing,
            ]
        }
        for source in [StreamQuery.Source.all, .stream(.named("a"))] {
            #expect(try await missing(source) == [0, 0])
        }
        for (version, expected) in [(8, [1, 0]), (1, [1, 1]), (9, [2, 1]), (5, [3, 1])]
            as [(Int32, [Int])]
        {
            try await subject.store.deleteMessage(in: .named("a"), at: version)
            for source in [StreamQuery.Source.all, .stream(.named("a"))] {
                #expect(try await missing(source) == expected, "\(version)")
            }
        }
    }
}
