import Glibc
import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct PartialExpiryTests {
    private static let day: Int64 = 24 * 3600

    /// The store a while later.
    private func later(_ store: PartialScratch, hours: Int64) throws -> PartialScratch {
        try PartialScratch(
            store.kind, on: store.scratch, now: { .now().advanced(seconds: hours * 3600) })
    }

    @Test func `an upload goes a day behind its last part`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(10)
        let before = Timestamp.now()
        try await store.add("12345", to: id)
        let status = try #require(try await store.uploads.status(of: id))
        // The times of files are a tick of the kernel's clock behind.
        #expect(status.expires > before.advanced(seconds: Self.day - 1))
        #expect(status.expires <= .now().advanced(seconds: Self.day))
        #expect(try await later(store, hours: 23).uploads.tidy() == 0)
        let tomorrow = try later(store, hours: 25)
        await #expect(throws: PartialError.expired) { _ = try await tomorrow.uploads.open(id) }
        await #expect(throws: PartialError.expired) {
            _ = try await tomorrow.uploads.status(of: id)
        }
        #expect(try await tomorrow.uploads.page(after: nil, limit: 9) == [])
        #expect(try await tomorrow.uploads.tidy() == 1)
        #expect(try await tomorrow.uploads.status(of: id) == nil)
        #expect(store.scratch.names == [])
    }

    @Test func `an upload that somebody works at stays`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(10)
        let upload = try #require(try await store.uploads.open(id))
        let tomorrow = try later(store, hours: 25)
        #expect(try await tomorrow.uploads.tidy() == 0)
        upload.release()
        #expect(try await tomorrow.uploads.tidy() == 1)
    }

    @Test func `what became of an upload is remembered for a day, and the blob stays`()
        async throws
    {
        let store = try PartialScratch(.files)
        let id = try await store.create(5)
        let result = try #require(try await store.add("hello", to: id))
        #expect(try await later(store, hours: 23).uploads.status(of: id)?.result == result)
        #expect(try await later(store, hours: 25).uploads.tidy() == 1)
        #expect(store.waiting == [])
        #expect(try store.content(result) == "hello")
    }

    @Test(arguments: PartialScratch.Kind.allCases)
    func `an upload whose server was killed behind its last byte is ended by the next one`(
        kind: PartialScratch.Kind
    ) async throws {
        let store = try PartialScratch(kind)
        let id = try await store.create(5)
        let upload = try #require(try await store.uploads.open(id))
        try await upload.begin(count: 5)
        try await upload.write("hello")
        try await upload.finishPart()
        upload.release()
        #expect(store.blobs == [])
        // However late.
        let next = try later(store, hours: 99)
        #expect(try await next.uploads.tidy() == 0)
        let status = try #require(
            try await PartialScratch(kind, on: store.scratch).uploads.status(of: id))
        #expect(try store.content(try #require(status.result)) == "hello")
    }

    @Test func `bytes that kept their name behind the end of an upload lose it`() async throws {
        let failing = FailingCalls()
        let store = try PartialScratch(.files, faults: failing.faults)
        let id = try await store.create(5)
        failing.fail(.remove, after: 0, with: EIO)
        let result = try #require(try await store.add("hello", to: id))
        #expect(failing.count == 1)
        #expect(store.waiting.count == 2)
        _ = try await store.uploads.tidy()
        #expect(store.waiting == [PartialRecord.name(of: id)])
        #expect(try store.content(result) == "hello")
    }

    @Test func `remains of what broke off go when they are old, other files stay`() async throws {
        let store = try PartialScratch(.streams)
        _ = try await store.create(10)
        let room = PartialRecord.room
        let strange = ["\(room)/x", "\(room)/\(UUID.random()).upload.old"]
        let remains = ["\(room)/\(UUID.random())", PartialRecord.name(of: .random())]
        for name in strange + remains { store.scratch[name] = [1] }
        #expect(try await store.uploads.tidy() == 0)
        #expect(try await later(store, hours: 25).uploads.tidy() == 3)
        #expect(store.scratch.names == strange.sorted())
    }

    @Test func `the sweep of what killed processes left does not take them`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(10)
        try await store.add("12345", to: id)
        #expect(try store.scratch.streams().sweep() == 0)
        #expect(try await store.uploads.status(of: id)?.offset == 5)
    }
}
