import Octets
import Store

/// A store in which everything fails in one way.
struct FailingStore: StreamStore {
    let error: StoreError
    let provider = "Failing"

    func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> AppendResult { throw error }
    func read(_ query: StreamQuery) async throws(StoreError) -> StreamPage { throw error }
    func message(in stream: StreamID, at version: Int32) async throws(StoreError) -> Message? {
        throw error
    }
    func newestMessage(in stream: StreamID) async throws(StoreError) -> Message? { throw error }
    func message(atPosition position: Int64) async throws(StoreError) -> Message? { throw error }
    func message(in stream: StreamID, withID id: UUID) async throws(StoreError) -> Message? {
        throw error
    }
    func message(withID id: UUID) async throws(StoreError) -> Message? { throw error }
    func state(of stream: StreamID) async throws(StoreError) -> StreamState? { throw error }
    func firstVersion(
        in stream: StreamID, createdAtOrAfter moment: Timestamp
    ) async throws(StoreError) -> Int32? { throw error }
    func firstPosition(createdAtOrAfter moment: Timestamp) async throws(StoreError) -> Int64? {
        throw error
    }
    func deleteStream(
        _ stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Bool { throw error }
    func deleteMessage(in stream: StreamID, at version: Int32) async throws(StoreError) -> Bool {
        throw error
    }
    func deleteMessage(in stream: StreamID, withID id: UUID) async throws(StoreError) -> Bool {
        throw error
    }
    func truncate(_ stream: StreamID, before version: Int32) async throws(StoreError) {
        throw error
    }
    func metadata(of stream: StreamID) async throws(StoreError) -> StreamMetadata.Versioned {
        throw error
    }
    func setMetadata(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Int32 { throw error }
    func listStreams(_ query: StreamListQuery) async throws(StoreError) -> StreamList {
        throw error
    }
    func headPosition() async throws(StoreError) -> Int64 { throw error }
    func changes(after position: Int64) async throws -> Int64 { throw error }
    func writeObstacle() async -> StoreError? { error }
    func close() async {}
}
