import Octets
import Store
import Testing

/// A store under test, and the words in which tests speak of it: small numbers stand for message ids.
struct Subject: Sendable {
    let store: any StreamStore
    let clock: TestClock
    /// Closes the store and opens it again; nil where it forgets.
    let reopenStore: (@Sendable () async throws -> Subject)?

    /// The same store after a restart, or as it is where it would forget.
    func reopened() async throws -> Subject {
        guard let reopenStore else { return self }
        return try await reopenStore()
    }

    /// The id that a small number stands for.
    static func id(_ number: Int) -> UUID { UUID(high: 0x1234, low: UInt64(number)) }

    static func message(
        _ number: Int, type: Bytes = "t", payload: Payload = Payload(.json, "{}"),
        metadata: Bytes = ""
    ) -> NewMessage {
        NewMessage(id: id(number), type: type, payload: payload, metadata: metadata)
    }

    @discardableResult
    func append(
        _ numbers: [Int], to stream: StreamID = .named("a"),
        expecting expected: ExpectedVersion = .any,
        type: Bytes = "t"
    ) async throws -> AppendResult {
        try await store.append(
            numbers.map { Self.message($0, type: type) }, to: stream, expecting: expected)
    }

    func page(
        _ source: StreamQuery.Source = .stream(.named("a")),
        _ direction: StreamQuery.Direction = .forwards, from start: StreamQuery.Start = .at(0),
        limit: Int = 1000
    ) async throws -> StreamPage {
        let query = StreamQuery(source, direction, from: start, limit: limit)
        let now = try store.readNow(query)
        let page = try await store.read(query)
        // What is found at once is what would be found: unless somebody wrote in between.
        if let now, now.head == page.head, now.stream == page.stream {
            #expect(Array(now.messages) == Array(page.messages))
            #expect(
                [now.from, now.next, Int64(now.missing)] == [
                    page.from, page.next, Int64(page.missing),
                ])
            #expect(
                [now.isEnd, now.isCutShort, now.hasNewer, now.hasOlder]
                    == [page.isEnd, page.isCutShort, page.hasNewer, page.hasOlder])
        }
        return page
    }

    func versions(of stream: StreamID = .named("a")) async throws -> [Int32] {
        try await page(.stream(stream)).messages.map(\.version)
    }

    func numbers(in stream: StreamID = .named("a")) async throws -> [Int] {
        try await page(.stream(stream)).messages.map { Int($0.id.low) }
    }

    /// The payloads of a stream as text.
    func payloads(in stream: StreamID) async throws -> [String] {
        try await page(.stream(stream)).messages.map { $0.payload?.bytes.text ?? "none" }
    }

    func names(_ pattern: StreamListQuery.Pattern = .any) async throws -> [Bytes] {
        try await store.listStreams(StreamListQuery(pattern, limit: 1000)).streams.map(\.bytes)
    }

    /// What happens in the background has happened once `condition` holds. Gives up after ten seconds.
    func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<1000 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

extension StreamID {
    /// The stream of that name, which is not empty.
    static func named(_ name: Bytes) -> StreamID { StreamID(name) ?? .deleted }
}
