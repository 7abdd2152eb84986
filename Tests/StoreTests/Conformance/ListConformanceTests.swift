import Octets
import Store
import Testing

@Suite struct ListConformanceTests {
    @Test(arguments: Backend.all)
    func `streams are listed in the order of their creation`(on backend: Backend) async throws {
        let subject = try await backend.make()
        for name in ["z", "a", "M", "b"] as [Bytes] {
            try await subject.append([1], to: .named(name))
        }
        try await subject.append([2], to: .named("a"))
        #expect(try await subject.names() == ["z", "a", "M", "b"])
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        try await subject.append([2], to: .named("a"))
        let again = try await subject.reopened()
        #expect(try await again.names() == ["z", "M", "b", "$deleted", "a"])
    }

    @Test(
        arguments: Backend.all,
        [
            (.startsWith("a%"), ["a%b"]), (.startsWith("a_"), ["a_b"]), (.startsWith("a*"), []),
            (.endsWith("b"), ["a%b", "a_b", "ab", "AB b"]), (.endsWith("B"), []),
            (.startsWith(""), names), (.endsWith(""), names), (.any, names),
            (.startsWith("caf\u{E9}"), ["caf\u{E9}"]), (.endsWith("\u{301}"), ["cafe\u{301}"]),
            (.startsWith("ab"), ["ab"]), (.startsWith("abc"), []), (.endsWith("xab"), []),
        ] as [(StreamListQuery.Pattern, [Bytes])])
    func `a pattern is literal bytes`(
        on backend: Backend, row: (pattern: StreamListQuery.Pattern, names: [Bytes])
    ) async throws {
        let subject = try await backend.make()
        for name in Self.names { try await subject.append([], to: .named(name)) }
        #expect(try await subject.names(row.pattern) == row.names)
    }

    static let names: [Bytes] = ["a%b", "a_b", "ab", "AB b", "caf\u{E9}", "cafe\u{301}"]

    @Test(arguments: Backend.all)
    func `a list goes on where it ended`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let names = (0..<25).map { StreamID.named(Bytes("s\($0)")) }
        for name in names { try await subject.append([], to: name) }
        var seen: [StreamID] = []
        var query = StreamListQuery(limit: 10)
        for count in [10, 10, 5] {
            let list = try await subject.store.listStreams(query)
            #expect(list.streams.count == count && list.isEnd == (count == 5))
            seen += list.streams
            query.after = list.next
        }
        #expect(seen == names)
        let behind = try await subject.store.listStreams(query)
        #expect(behind.streams == [] && behind.isEnd)
        try await subject.append([], to: .named("late"))
        query.after = behind.next
        let late = try await subject.store.listStreams(query)
        #expect(late.streams == [.named("late")] && late.isEnd)
    }

    @Test(arguments: Backend.all)
    func `a list that ends at its limit says so`(on backend: Backend) async throws {
        let subject = try await backend.make()
        for name in ["a1", "a2", "b"] as [Bytes] { try await subject.append([], to: .named(name)) }
        let list = try await subject.store.listStreams(
            StreamListQuery(.startsWith("a"), limit: 2))
        #expect(list.streams == [.named("a1"), .named("a2")] && list.isEnd)
    }

    @Test(arguments: Backend.all)
    func `a list survives that its last name is deleted`(on backend: Backend) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        for name in ["a", "b", "c", "d"] as [Bytes] {
            try await subject.append([], to: .named(name))
        }
        let list = try await subject.store.listStreams(StreamListQuery(limit: 2))
        for name in ["a", "b", "c"] as [Bytes] {
            try await subject.store.deleteStream(.named(name), expecting: .any)
        }
        let again = try await subject.reopened()
        let rest = try await again.store.listStreams(StreamListQuery(limit: 2, after: list.next))
        #expect(rest.streams == [.named("d")] && rest.isEnd)
    }

    @Test(arguments: Backend.all, [1_000_000, .max] as [UInt64])
    func `a token from nowhere lists nothing`(on backend: Backend, token: UInt64) async throws {
        let subject = try await backend.make()
        try await subject.append([1])
        let list = try await subject.store.listStreams(StreamListQuery(after: token))
        #expect(list.streams == [] && list.isEnd)
    }

    @Test(arguments: Backend.all)
    func `a search that ends at its limit says where to go on`(on backend: Backend) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        for number in 0..<30 { try await subject.append([], to: .named(Bytes("s\(number)"))) }
        for number in 10..<15 {
            try await subject.store.deleteStream(.named(Bytes("s\(number)")), expecting: .any)
        }
        var query = StreamListQuery(.endsWith("9"), limit: 2)
        query.scanLimit = 8
        var pages: [[StreamID]] = []
        for next in [8, 16, 24, 30] as [UInt64] {
            let list = try await subject.store.listStreams(query)
            #expect(list.next == next && list.isEnd == (next == 30))
            pages.append(list.streams)
            query.after = list.next
        }
        #expect(pages == [[], [.named("s9")], [.named("s19")], [.named("s29")]])
    }

    @Test(arguments: Backend.all)
    func `a list of more streams than one look takes in is whole`(on backend: Backend) async throws
    {
        let subject = try await backend.make()
        // Many at a time: one after the other each waits for its turn among all other tests.
        for start in stride(from: 0, to: 4_200, by: 525) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in start..<(start + 525) {
                    group.addTask {
                        try await subject.append([], to: .named(Bytes("s\(number)")))
                    }
                }
                try await group.waitForAll()
            }
        }
        let list = try await subject.store.listStreams(StreamListQuery(limit: 10_000))
        #expect(list.streams.count == 4_200 && list.isEnd && list.next == 4_200)
    }
}
