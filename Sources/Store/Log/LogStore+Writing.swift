package import Octets

extension LogStore {
    package func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> AppendResult {
        guard let keeper, keeper.isWanted(for: messages, in: stream) else {
            return try await write { .append(messages, stream, expected, nil, $0) }
        }
        return try await ask { writer, reply in
            writer.keep(messages, by: keeper) { kept in
                switch kept {
                case .failure(let error): reply.resume(.failure(error))
                case .success(let kept):
                    let request = WriteRequest.append(messages, stream, expected, kept, reply)
                    guard let error = writer.submit(request) else { return }
                    keeper.sweeper.remove(kept.names)
                    reply.resume(.failure(error))
                }
            }
        }
    }

    package func appendCall(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) -> AppendCall? {
        guard let writer else { return nil }
        guard let keeper, keeper.isWanted(for: messages, in: stream) else {
            return AppendCall(messages, to: stream, expecting: expected, start: writer.begin)
        }
        return AppendCall(messages, to: stream, expecting: expected) { call in
            writer.keep(messages, by: keeper) { kept in
                switch kept {
                case .failure(let error):
                    call.result = .failure(error)
                    call.finish()?.wake()
                case .success(let kept):
                    call.kept = kept
                    writer.begin(call)?.wake()
                }
            }
            return nil
        }
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
