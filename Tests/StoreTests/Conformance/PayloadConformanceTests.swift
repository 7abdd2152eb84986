import Octets
import Store
import Testing

@Suite struct PayloadConformanceTests {
    static let payloads: [(String, Payload)] = [
        ("json", Payload(.json, #"{"b":1,"a":[1.50,1e400,"\u00e9é😀"], "a":null }"#)),
        ("all bytes", Payload(.other(contentType: "application/octet-stream"), allBytes)),
        ("empty", Payload(.other(contentType: "text/plain; charset=utf-8"), "")),
        ("newlines", Payload(.other(contentType: "text/plain"), "a\r\nb\n\0c")),
        (
            "large",
            Payload(
                .other(contentType: "image/png"),
                Bytes((0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }))
        ),
    ]

    static let allBytes = Bytes((0...255).map { UInt8($0) })

    @Test(arguments: Backend.all, 0..<payloads.count)
    func `a payload of any media type comes back bit by bit`(
        on backend: Backend, index: Int
    ) async throws {
        let subject = try await backend.make()
        let payload = Self.payloads[index].1
        let message = NewMessage(
            id: Subject.id(1), type: "typ\u{E9}/*", payload: payload, metadata: #"{"m":"é"}"#)
        _ = try await subject.store.append([message], to: .named("a"), expecting: .any)
        let again = try await subject.reopened()
        for found in [
            try await again.store.message(in: .named("a"), at: 0),
            try await again.page().messages.first,
            try await again.page(.all, .backwards, from: .end).messages.first,
        ] {
            #expect(found?.payload == payload)
            #expect(found?.payloadLength == payload.bytes.count)
            #expect(found?.format == payload.format)
            #expect(found?.type == message.type && found?.metadata == message.metadata)
        }
    }

    @Test(arguments: Backend.all)
    func `a batch of many kinds comes back in order`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let messages = Self.payloads.enumerated().map { index, payload in
            Subject.message(index, payload: payload.1)
        }
        _ = try await subject.store.append(messages, to: .named("a"), expecting: .noStream)
        let found = try await subject.reopened().page().messages
        #expect(found.map(\.payload) == messages.map(\.payload))
        #expect(found.map(\.id) == messages.map(\.id))
    }

    @Test(arguments: Backend.all)
    func `stream names may hold any bytes`(on backend: Backend) async throws {
        let subject = try await backend.make()
        var names = (0..<256).compactMap { StreamID(Bytes([UInt8($0)])) }
        names.append(try #require(StreamID(Bytes([UInt8](repeating: 0xFF, count: 8192)))))
        names += (["caf\u{E9}", "cafe\u{301}", "a/b", "a%2Fb", "aA", "a ", "\r\n"] as [Bytes])
            .map(StreamID.named)
        names = names.filter { !$0.isSystem }
        for (number, name) in names.enumerated() {
            try await subject.append([number], to: name, expecting: .noStream)
        }
        let again = try await subject.reopened()
        for (number, name) in names.enumerated() {
            #expect(try await again.numbers(in: name) == [number])
        }
        #expect(try await again.names() == names.map(\.bytes))
    }

    @Test(arguments: Backend.all)
    func `what was appended does not share its caller's memory`(on backend: Backend) async throws {
        // A window into a larger buffer, as requests hand them over.
        let subject = try await backend.make()
        let buffer = Bytes((0..<200).map { UInt8($0) })
        let payload = Payload(.other(contentType: buffer[65..<70]), buffer[10..<20])
        _ = try await subject.store.append(
            [NewMessage(id: Subject.id(1), type: buffer[97..<100], payload: payload)],
            to: .named("a"),
            expecting: .any)
        let found = try await subject.reopened().store.message(in: .named("a"), at: 0)
        #expect(found?.payload == payload && found?.type == "abc")
    }
}
