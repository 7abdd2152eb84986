import Octets
import Store
import Testing

@Suite struct RetentionConformanceTests {
    private func limit(
        _ subject: Subject, _ stream: StreamID = .named("a"), age: Int32? = nil, count: Int32? = nil
    ) async throws {
        try await subject.store.setMetadata(
            StreamMetadata(maxAge: age, maxCount: count), of: stream, expecting: .any)
    }

    @Test(arguments: Backend.all)
    func `the most messages hold at once and behind every append`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append(Array(0..<5))
        try await limit(subject, count: 2)
        #expect(try await subject.versions() == [3, 4])
        try await subject.append([5], expecting: .version(4))
        #expect(try await subject.versions() == [4, 5])
        try await subject.append([6, 7, 8])
        let again = try await subject.reopened()
        #expect(try await again.versions() == [7, 8])
        #expect(try await again.store.state(of: .named("a"))?.messageCount == 2)
        let gone = try await again.page(.stream(.named("$deleted"))).messages
        #expect(gone.count == 7 && gone.allSatisfy { $0.type == "$message-deleted" })
        #expect(
            try await again.payloads(in: .named("$deleted")).first
                == #"{"StreamId":"a","MessageId":"\#(Subject.id(0))"}"#)
    }

    @Test(arguments: Backend.all)
    func `gaps do not count towards the most messages`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await limit(subject, count: 3)
        try await subject.append([0, 1, 2])
        try await subject.store.deleteMessage(in: .named("a"), at: 1)
        try await subject.append([3])
        #expect(try await subject.versions() == [0, 2, 3])
        try await subject.append([4])
        #expect(try await subject.versions() == [2, 3, 4])
    }

    @Test(arguments: Backend.all)
    func `a limit that was taken back keeps what comes`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await limit(subject, count: 1)
        try await subject.append([0, 1])
        try await limit(subject)
        try await subject.append([2, 3])
        #expect(try await subject.reopened().versions() == [1, 2, 3])
    }

    @Test(arguments: Backend.all)
    func `a message is not shown anywhere from the tick in which it expires`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([1])
        subject.clock.advance(seconds: 5)
        try await subject.append([2])
        try await limit(subject, age: 10)
        let store = subject.store
        let position = try #require(try await subject.page(.all).messages.first?.position)
        subject.clock.advance(ticks: 5 * Timestamp.ticksPerSecond - 1)
        #expect(try await subject.numbers() == [1, 2])
        #expect(try await store.message(atPosition: position) != nil)
        subject.clock.advance(ticks: 1)
        #expect(try await subject.numbers() == [2])
        #expect(try await store.message(atPosition: position) == nil)
        #expect(try await store.message(in: .named("a"), at: 0) == nil)
        #expect(try await store.message(in: .named("a"), withID: Subject.id(1)) == nil)
        #expect(try await store.message(withID: Subject.id(1)) == nil)
        #expect(try await subject.page(.all).messages.map(\.version) == [1])
        #expect(
            try await store.firstVersion(in: .named("a"), createdAtOrAfter: .init(ticks: 0)) == 1)
        #expect(try await store.newestMessage(in: .named("a"))?.version == 1)
        subject.clock.advance(seconds: 5)
        #expect(try await store.newestMessage(in: .named("a")) == nil)
        let page = try await subject.page(.stream(.named("a")), .backwards, from: .end)
        #expect(page.messages.isEmpty && page.isEnd && page.stream?.lastVersion == 1)
        #expect(page.missing == 2)
        #expect(
            try await store.firstVersion(in: .named("a"), createdAtOrAfter: .init(ticks: 0)) == nil)
    }

    @Test(arguments: Backend.all)
    func `expired messages are purged and recorded in the background`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([1, 2])
        subject.clock.advance(seconds: 9)
        try await subject.append([3])
        try await limit(subject, age: 10)
        subject.clock.advance(seconds: 1)
        #expect(
            try await subject.eventually {
                try await subject.store.state(of: .named("$deleted"))?.messageCount == 2
            })
        #expect(
            try await subject.payloads(in: .named("$deleted")) == [
                #"{"StreamId":"a","MessageId":"\#(Subject.id(1))"}"#,
                #"{"StreamId":"a","MessageId":"\#(Subject.id(2))"}"#,
            ])
        #expect(try await subject.store.state(of: .named("a"))?.messageCount == 1)
        #expect(try await subject.reopened().versions() == [2])
    }

    @Test(arguments: Backend.all)
    func `other streams keep what expires in one`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("a"))
        try await subject.append([2], to: .named("b"))
        try await limit(subject, .named("a"), age: 1)
        subject.clock.advance(seconds: 100)
        #expect(try await subject.page(.all).messages.map(\.stream.bytes) == ["b"])
    }

    @Test(arguments: Backend.all)
    func `age does not count in system streams but in the stream of deletions`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("$own"))
        try await limit(subject, .named("$own"), age: 1)
        try await subject.append([2], to: .named("a"))
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        try await limit(subject, .named("$deleted"), age: 1)
        subject.clock.advance(seconds: 1)
        #expect(try await subject.versions(of: .named("$own")) == [0])
        #expect(try await subject.versions(of: .named("$deleted")) == [])
    }

    @Test(arguments: Backend.all)
    func `the stream of deletions can be bounded`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await limit(subject, .named("$deleted"), count: 3)
        try await subject.append(Array(0..<10))
        for version in 0..<10 as Range<Int32> {
            try await subject.store.deleteMessage(in: .named("a"), at: version)
        }
        #expect(try await subject.reopened().versions(of: .named("$deleted")) == [7, 8, 9])
    }

    @Test(arguments: Backend.all)
    func `a clock that falls does not bring back what has expired`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([1])
        try await limit(subject, age: 10)
        subject.clock.advance(seconds: 20)
        try await subject.append([2])
        subject.clock.advance(seconds: -19)
        #expect(try await subject.numbers() == [2])
    }
}
