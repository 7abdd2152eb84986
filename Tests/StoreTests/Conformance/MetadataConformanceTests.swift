import Octets
import Store
import Testing

@Suite struct MetadataConformanceTests {
    static let said = StreamMetadata(maxAge: 60, maxCount: 5, json: #"{"owner":"\"é"}"#)

    @Test(arguments: Backend.all)
    func `metadata is what was said last`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let store = subject.store
        #expect(try await store.metadata(of: .named("a")) == .none)
        #expect(try await store.setMetadata(Self.said, of: .named("a"), expecting: .noStream) == 0)
        #expect(try await store.metadata(of: .named("a")) == .init(version: 0, metadata: Self.said))
        #expect(
            try await store.setMetadata(StreamMetadata(), of: .named("a"), expecting: .any) == 1)
        let again = try await subject.reopened().store
        #expect(try await again.metadata(of: .named("a")) == .init(version: 1, metadata: .init()))
        #expect(try await again.state(of: .named("a")) == nil)
        #expect(try await again.state(of: .named("$$a"))?.lastVersion == 1)
    }

    @Test(arguments: Backend.all)
    func `metadata can be read as messages of its stream`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.store.setMetadata(Self.said, of: .named("a"), expecting: .any)
        try await subject.store.setMetadata(.init(), of: .named("a"), expecting: .any)
        #expect(
            try await subject.payloads(in: .named("$$a")) == [
                #"{"StreamId":"a","MaxAge":60,"MaxCount":5,"MetaJson":"{\"owner\":\"\\\"é\"}"}"#,
                #"{"StreamId":"a","MaxAge":null,"MaxCount":null,"MetaJson":null}"#,
            ])
        let types = Set(try await subject.page(.stream(.named("$$a"))).messages.map(\.type))
        #expect(types == ["$stream-metadata"])
        #expect(try await subject.names() == ["$$a"])
    }

    @Test(arguments: Backend.all)
    func `the same metadata is written once, and X, Y, X leaves X`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        let store = subject.store
        let x = StreamMetadata(maxCount: 1)
        let y = StreamMetadata(maxCount: 2)
        #expect(try await store.setMetadata(x, of: .named("a"), expecting: .any) == 0)
        #expect(try await store.setMetadata(x, of: .named("a"), expecting: .any) == 0)
        #expect(try await store.setMetadata(x, of: .named("a"), expecting: .noStream) == 0)
        #expect(try await store.setMetadata(y, of: .named("a"), expecting: .version(0)) == 1)
        #expect(try await store.setMetadata(y, of: .named("a"), expecting: .version(0)) == 1)
        #expect(try await store.setMetadata(y, of: .named("a"), expecting: .version(1)) == 1)
        #expect(try await store.setMetadata(x, of: .named("a"), expecting: .any) == 2)
        #expect(try await store.metadata(of: .named("a")) == .init(version: 2, metadata: x))
        for expected in [ExpectedVersion.noStream, .version(0), .version(1), .version(3)] {
            await #expect(throws: StoreError.wrongExpectedVersion(.named("a"), expected)) {
                try await store.setMetadata(y, of: .named("a"), expecting: expected)
            }
        }
        #expect(try await store.state(of: .named("$$a"))?.lastVersion == 2)
    }

    @Test(arguments: Backend.all)
    func `a stream with metadata may still begin`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.store.setMetadata(
            StreamMetadata(maxCount: 1), of: .named("a"), expecting: .any)
        try await subject.append([1, 2], expecting: .noStream)
        #expect(try await subject.reopened().versions() == [1])
    }

    @Test(arguments: Backend.all)
    func `metadata goes with its stream`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1])
        try await subject.store.setMetadata(
            StreamMetadata(maxCount: 1), of: .named("a"), expecting: .any)
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        let again = try await subject.reopened()
        #expect(try await again.store.metadata(of: .named("a")) == .none)
        #expect(try await again.store.state(of: .named("$$a")) == nil)
        try await again.append([2, 3], expecting: .noStream)
        #expect(try await again.versions() == [0, 1])
        #expect(
            try await again.store.setMetadata(Self.said, of: .named("a"), expecting: .noStream) == 0
        )
    }

    @Test(arguments: Backend.all)
    func `metadata of a stream that does not exist can be deleted`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.store.setMetadata(Self.said, of: .named("a"), expecting: .any)
        #expect(try await subject.store.deleteStream(.named("a"), expecting: .noStream))
        #expect(try await subject.store.metadata(of: .named("a")) == .none)
        #expect(try await subject.payloads(in: .named("$deleted")) == [#"{"StreamId":"$$a"}"#])
    }

    @Test(arguments: Backend.all)
    func `racing settings that expect one version: one wins`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for racer in 1...16 as ClosedRange<Int32> {
                group.addTask {
                    do {
                        try await subject.store.setMetadata(
                            StreamMetadata(maxCount: racer), of: .named("a"), expecting: .noStream)
                        return true
                    } catch StoreError.wrongExpectedVersion { return false }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        #expect(try await subject.versions(of: .named("$$a")) == [0])
    }

    @Test(arguments: Backend.all)
    func `a name too long for a metadata stream has no metadata`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        let name = try #require(StreamID(Bytes([UInt8](repeating: 0x61, count: 8191))))
        #expect(try await subject.store.metadata(of: name) == .none)
        await #expect(throws: StoreError.tooLarge(limit: StreamID.maximumLength - 2)) {
            try await subject.store.setMetadata(Self.said, of: name, expecting: .any)
        }
        try await subject.append([1], to: name)
        #expect(try await subject.store.deleteStream(name, expecting: .version(0)))
    }
}
