import Octets
import Store
import Testing

@Suite struct LookupConformanceTests {
    @Test(arguments: Backend.all)
    func `a message is found by version, position and id`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("b"))
        try await subject.append([2, 3], to: .named("a"))
        let store = subject.store
        let wanted = try #require(try await subject.page().messages.last)
        #expect(wanted.version == 1 && wanted.id == Subject.id(3))
        #expect(try await store.message(in: .named("a"), at: 1) == wanted)
        #expect(try await store.message(atPosition: wanted.position) == wanted)
        #expect(try await store.message(in: .named("a"), withID: Subject.id(3)) == wanted)
        #expect(try await store.message(withID: Subject.id(3)) == wanted)
        #expect(try await store.newestMessage(in: .named("a")) == wanted)
    }

    @Test(arguments: Backend.all, [-2, -1, 2, .max, .min] as [Int32])
    func `where no message is none is found`(on backend: Backend, version: Int32) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2])
        #expect(try await subject.store.message(in: .named("a"), at: version) == nil)
        #expect(try await subject.store.message(in: .named("b"), at: version) == nil)
        #expect(try await subject.store.message(atPosition: Int64(version)) == nil)
        #expect(try await subject.store.message(atPosition: .max) == nil)
        #expect(try await subject.store.message(atPosition: .min) == nil)
        #expect(try await subject.store.message(in: .named("a"), withID: Subject.id(3)) == nil)
        #expect(try await subject.store.message(in: .named("b"), withID: Subject.id(1)) == nil)
        #expect(try await subject.store.message(withID: Subject.id(3)) == nil)
        #expect(try await subject.store.newestMessage(in: .named("b")) == nil)
    }

    @Test(arguments: Backend.all)
    func `an id in several streams is the one with the lowest position`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        for stream in ["a", "b", "c"] as [Bytes] {
            try await subject.append([1], to: .named(stream))
        }
        let store = subject.store
        #expect(try await store.message(withID: Subject.id(1))?.stream == .named("a"))
        try await store.deleteStream(.named("a"), expecting: .any)
        #expect(try await store.message(withID: Subject.id(1))?.stream == .named("b"))
        try await store.deleteMessage(in: .named("c"), withID: Subject.id(1))
        #expect(try await store.message(withID: Subject.id(1))?.stream == .named("b"))
        try await subject.append([1], to: .named("a"))
        #expect(try await store.message(withID: Subject.id(1))?.stream == .named("b"))
        try await store.deleteMessage(in: .named("b"), at: 0)
        #expect(try await store.message(withID: Subject.id(1))?.stream == .named("a"))
        try await store.deleteMessage(in: .named("a"), at: 0)
        #expect(try await store.message(withID: Subject.id(1)) == nil)
    }

    @Test(arguments: Backend.all)
    func `the first message at or after a moment is found`(on backend: Backend) async throws {
        let subject = try await backend.make(tracksDeletions: false)
        let begin = subject.clock.now
        for number in 0..<10 {
            try await subject.append([number], to: number % 2 == 0 ? .named("a") : .named("b"))
            subject.clock.advance(seconds: 1)
        }
        let store = subject.store
        func version(_ seconds: Int64) async throws -> Int32? {
            try await store.firstVersion(
                in: .named("a"), createdAtOrAfter: begin.advanced(seconds: seconds))
        }
        func number(_ seconds: Int64) async throws -> Int? {
            guard
                let position = try await store.firstPosition(
                    createdAtOrAfter: begin.advanced(seconds: seconds))
            else { return nil }
            return try await store.message(atPosition: position).map { Int($0.id.low) }
        }
        #expect(try await version(-5) == 0)
        #expect(try await number(-5) == 0)
        #expect(try await version(2) == 1)
        #expect(try await number(2) == 2)
        #expect(try await version(3) == 2)
        #expect(try await number(3) == 3)
        #expect(try await version(8) == 4)
        #expect(try await number(9) == 9)
        #expect(try await version(9) == nil)
        #expect(try await number(10) == nil)
        try await store.deleteMessage(in: .named("a"), at: 1)
        try await store.deleteMessage(in: .named("a"), at: 2)
        #expect(try await version(1) == 3)
        #expect(try await version(2) == 3)
        #expect(try await number(2) == 3)
        #expect(try await store.firstVersion(in: .named("z"), createdAtOrAfter: begin) == nil)
    }

    @Test(arguments: Backend.all)
    func `a stream's state counts its messages and their bytes`(on backend: Backend) async throws {
        let subject = try await backend.make()
        #expect(try await subject.store.state(of: .named("a")) == nil)
        for (number, length) in [10, 0, 300].enumerated() {
            let bytes = Bytes([UInt8](repeating: 1, count: length))
            _ = try await subject.store.append(
                [Subject.message(number, payload: Payload(.other(contentType: "x/y"), bytes))],
                to: .named("a"), expecting: .any)
        }
        let position = try await subject.store.headPosition()
        var state = StreamState(
            lastVersion: 2, lastPosition: position, messageCount: 3, payloadBytes: 310)
        #expect(try await subject.store.state(of: .named("a")) == state)
        try await subject.store.deleteMessage(in: .named("a"), at: 2)
        state.messageCount = 2
        state.payloadBytes = 10
        #expect(try await subject.store.state(of: .named("a")) == state)
        try await subject.store.truncate(.named("a"), before: 5)
        state.messageCount = 0
        state.payloadBytes = 0
        #expect(try await subject.reopened().store.state(of: .named("a")) == state)
    }
}
