import Octets
import Store
import Testing

@Suite struct DeleteConformanceTests {
    @Test(
        arguments: Backend.all,
        [
            (nil, -2, true), (nil, -3, true), (nil, -1, false), (nil, 0, false), (0, -2, true),
            (0, -1, true), (0, -3, false), (0, 0, false), (3, -2, true), (3, 2, true),
            (3, 1, false), (3, 3, false), (3, -1, false), (3, -3, false),
        ] as [(Int?, Int32, Bool)])
    func `a stream of some messages is deleted only where the expectation holds`(
        on backend: Backend, row: (count: Int?, expected: Int32, passes: Bool)
    ) async throws {
        let subject = try await backend.make()
        if let count = row.count { try await subject.append(Array(0..<count)) }
        let expected = try #require(ExpectedVersion(headerValue: row.expected))
        if row.passes {
            let was = try await subject.store.deleteStream(.named("a"), expecting: expected)
            #expect(was == (row.count != nil))
            #expect(try await subject.store.state(of: .named("a")) == nil)
        } else {
            await #expect(throws: StoreError.wrongExpectedVersion(.named("a"), expected)) {
                try await subject.store.deleteStream(.named("a"), expecting: expected)
            }
            #expect(try await (subject.store.state(of: .named("a")) != nil) == (row.count != nil))
        }
    }

    @Test(arguments: Backend.all)
    func `a deleted stream is gone and begins again at version 0`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([1, 2])
        let head = try await subject.store.headPosition()
        try await subject.store.deleteStream(.named("a"), expecting: .version(1))
        let again = try await subject.reopened()
        #expect(try await again.page().stream == nil)
        #expect(try await again.store.message(withID: Subject.id(1)) == nil)
        #expect(try await again.store.message(atPosition: head) == nil)
        #expect(try await again.page(.all).messages.isEmpty)
        #expect(try await !again.names().contains("a"))
        let result = try await again.append([1, 2], expecting: .noStream)
        #expect(result.currentVersion == 1 && !result.isRepeat && result.currentPosition > head)
        #expect(try await again.reopened().numbers() == [1, 2])
    }

    @Test(arguments: Backend.all)
    func `a deleted message leaves a gap that nothing fills`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([0, 1, 2])
        #expect(try await subject.store.deleteMessage(in: .named("a"), at: 2))
        #expect(try await !subject.store.deleteMessage(in: .named("a"), at: 2))
        #expect(try await subject.store.message(in: .named("a"), at: 2) == nil)
        #expect(try await subject.store.newestMessage(in: .named("a"))?.version == 1)
        #expect(try await subject.store.state(of: .named("a"))?.lastVersion == 2)
        let again = try await subject.reopened()
        #expect(try await again.append([3], expecting: .version(2)).firstVersion == 3)
        #expect(try await again.versions() == [0, 1, 3])
    }

    @Test(arguments: Backend.all)
    func `a stream outlives its last message and may then be deleted`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([0])
        #expect(try await subject.store.deleteMessage(in: .named("a"), withID: Subject.id(0)))
        let again = try await subject.reopened()
        #expect(try await again.store.state(of: .named("a"))?.lastVersion == 0)
        let page = try await again.page(.stream(.named("a")), .backwards, from: .end)
        #expect(page.stream?.lastVersion == 0 && page.messages.isEmpty && page.missing == 1)
        #expect(try await again.names().contains("a"))
        await #expect(throws: StoreError.wrongExpectedVersion(.named("a"), .noStream)) {
            try await again.append([1], expecting: .noStream)
        }
        #expect(try await again.store.deleteStream(.named("a"), expecting: .version(0)))
    }

    @Test(arguments: Backend.all, [-1, 3, .max, .min] as [Int32])
    func `deleting what is not there does nothing and records nothing`(
        on backend: Backend, version: Int32
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([0, 1, 2])
        let head = try await subject.store.headPosition()
        #expect(try await !subject.store.deleteMessage(in: .named("a"), at: version))
        #expect(try await !subject.store.deleteMessage(in: .named("b"), at: version))
        #expect(try await !subject.store.deleteMessage(in: .named("a"), withID: Subject.id(9)))
        #expect(try await !subject.store.deleteMessage(in: .named("b"), withID: Subject.id(0)))
        #expect(try await !subject.store.deleteStream(.named("b"), expecting: .any))
        #expect(try await subject.store.headPosition() == head)
        #expect(try await subject.numbers(in: .named("$deleted")) == [])
    }

    @Test(arguments: Backend.all)
    func `deletions are recorded`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2])
        try await subject.store.setMetadata(
            StreamMetadata(maxCount: 9), of: .named("a"), expecting: .any)
        try await subject.append([], to: .named("b"))
        try await subject.store.deleteMessage(in: .named("a"), at: 0)
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        try await subject.store.deleteStream(.named("b"), expecting: .any)
        let again = try await subject.reopened()
        #expect(
            try await again.payloads(in: .named("$deleted")) == [
                #"{"StreamId":"a","MessageId":"\#(Subject.id(1))"}"#, #"{"StreamId":"a"}"#,
                #"{"StreamId":"$$a"}"#, #"{"StreamId":"b"}"#,
            ])
        let records = try await again.page(.stream(.named("$deleted"))).messages
        #expect(
            records.map(\.type) == [
                "$message-deleted", "$stream-deleted", "$stream-deleted", "$stream-deleted",
            ])
        #expect(records.allSatisfy { $0.format == .json && $0.created == subject.clock.now })
        #expect(Set(records.map(\.id)).count == 4)
    }

    @Test(arguments: Backend.all)
    func `nothing is recorded where nobody wants it`(on backend: Backend) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        try await subject.append([1, 2])
        try await subject.store.deleteMessage(in: .named("a"), at: 0)
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        #expect(try await subject.store.state(of: .named("$deleted")) == nil)
        #expect(try await subject.names() == [])
    }

    @Test(arguments: Backend.all)
    func `deletions in system streams are not recorded`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2, 3, 4], to: .named("$own"))
        try await subject.store.deleteMessage(in: .named("$own"), at: 0)
        try await subject.store.setMetadata(
            StreamMetadata(maxCount: 1), of: .named("$own"), expecting: .any)
        #expect(try await subject.versions(of: .named("$own")) == [3])
        try await subject.store.deleteStream(.named("$own"), expecting: .any)
        #expect(try await subject.store.state(of: .named("$deleted")) == nil)
        #expect(try await subject.store.state(of: .named("$$$own")) == nil)
    }

    @Test(arguments: Backend.all, [(0, 5), (2, 3), (5, 0), (99, 0), (-3, 5)] as [(Int32, Int)])
    func `truncation takes the older versions and tells nobody`(
        on backend: Backend, row: (before: Int32, left: Int)
    ) async throws {
        let subject = try await backend.make()
        try await subject.append(Array(0..<5))
        try await subject.store.truncate(.named("a"), before: row.before)
        try await subject.store.truncate(.named("unknown"), before: row.before)
        let again = try await subject.reopened()
        #expect(try await again.numbers() == Array(0..<5).suffix(row.left))
        #expect(try await again.store.state(of: .named("a"))?.lastVersion == 4)
        #expect(try await again.store.state(of: .named("$deleted")) == nil)
        #expect(try await again.store.state(of: .named("unknown")) == nil)
        #expect(try await again.append([7], expecting: .version(4)).currentVersion == 5)
    }

    @Test(arguments: Backend.all)
    func `an id that was deleted may come again`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2])
        try await subject.store.deleteMessage(in: .named("a"), at: 0)
        let result = try await subject.append([1])
        #expect(!result.isRepeat && result.firstVersion == 2)
        #expect(try await subject.numbers() == [2, 1])
    }

    @Test(arguments: Backend.all)
    func `racing deletions of one message find it once`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1])
        let found = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { try await subject.store.deleteMessage(in: .named("a"), at: 0) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(found == 1)
        #expect(try await subject.versions(of: .named("$deleted")) == [0])
    }
}
