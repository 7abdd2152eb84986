package import Octets

extension LogStore {
    package func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> AppendResult {
        try await write { .append(messages, stream, expected, $0) }
    }

    package func appendCall(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) -> AppendCall? {
        guard let writer else { return nil }
        return AppendCall(messages, to: stream, expecting: expected, start: writer.begin)
    }

    @discardableResult
    package func deleteStream(
        _ stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Bool {
        try await write { .deleteStream(stream, expected, $0) }
    }

    @discardableResult
    package func deleteMessage(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> Bool {
        try await write { .deleteMessage(stream, .version(version), $0) }
    }

    @discardableResult
    package func deleteMessage(
        in stream: StreamID, withID id: UUID
    ) async throws(StoreError) -> Bool {
        try await write { .deleteMessage(stream, .id(id), $0) }
    }

    package func truncate(_ stream: StreamID, before version: Int32) async throws(StoreError) {
        _ = try await write { .truncate(stream, before: version, $0) }
    }

    @discardableResult
    package func setMetadata(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Int32 {
        try await write { .setMetadata(metadata, stream, expected, $0) }
    }

    /// Deletes what has expired, now instead of some time. Returns whether there was anything.
    @discardableResult
    package func purgeExpired() async throws(StoreError) -> Bool {
        try await write { .purge($0) }
    }
}
