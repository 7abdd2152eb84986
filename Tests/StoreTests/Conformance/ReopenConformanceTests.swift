import Octets
import Store
import Testing

@Suite struct ReopenConformanceTests {
    /// Everything that can be seen of a store.
    private struct Sight: Equatable {
        var head: Int64
        var names: [Bytes]
        var states: [StreamState?]
        var metadata: [StreamMetadata.Versioned]
        var messages: [Message]
        var system: [Message]

        init(_ subject: Subject) async throws {
            head = try await subject.store.headPosition()
            let streams = try await subject.store.listStreams(StreamListQuery(limit: 1000)).streams
            names = streams.map(\.bytes)
            states = []
            metadata = []
            for stream in streams {
                states.append(try await subject.store.state(of: stream))
                metadata.append(try await subject.store.metadata(of: stream))
            }
            messages = Array(try await subject.page(.all).messages)
            system = Array(
                try await subject.store.read(
                    StreamQuery(.all, .forwards, from: .at(0), limit: 1000, streamPrefix: "$")
                ).messages)
        }
    }

    @Test(arguments: Backend.durable)
    func `a store shows after a restart what it showed before`(on backend: Backend) async throws {
        var subject = try await backend.make()
        for round in 0..<4 {
            for number in 0..<30 {
                let stream = StreamID.named(Bytes("s\(number % 7)"))
                try await subject.append(
                    [round * 1000 + number * 2, round * 1000 + number * 2 + 1], to: stream)
                subject.clock.advance(seconds: 1)
            }
            try await subject.append([], to: .named(Bytes("empty\(round)")))
            try await subject.store.deleteMessage(in: .named("s1"), at: Int32(round * 3))
            try await subject.store.deleteStream(.named("s2"), expecting: .any)
            try await subject.store.truncate(.named("s3"), before: Int32(round * 2))
            try await subject.store.setMetadata(
                StreamMetadata(maxCount: Int32(round + 2), json: "{}"), of: .named("s4"),
                expecting: .any)
            try await subject.store.setMetadata(
                StreamMetadata(maxCount: 9), of: .named(Bytes("s\(round)")), expecting: .any)
            let before = try await Sight(subject)
            subject = try await subject.reopened()
            #expect(try await Sight(subject) == before)
        }
    }

    @Test(arguments: Backend.durable)
    func `a repeat is known after a restart`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let first = try await subject.append([1, 2, 3], expecting: .noStream)
        let again = try await subject.reopened()
        let repeated = try await again.append([1, 2, 3], expecting: .noStream)
        #expect(repeated.isRepeat && repeated.currentPosition == first.currentPosition)
        #expect(try await again.append([4], expecting: .version(2)).firstVersion == 3)
    }

    @Test(arguments: Backend.durable)
    func `positions are never used twice, not even after a restart`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make(tracksDeletions: false)
        let last = try await subject.append([1, 2, 3]).currentPosition
        try await subject.store.deleteStream(.named("a"), expecting: .any)
        let again = try await subject.reopened()
        #expect(try await again.store.headPosition() == last)
        #expect(try await again.append([1]).currentPosition > last)
    }
}
