import HTTP
import Octets
import Schemas
import Store

/// Saves streams, and says so from one place of this face.
struct ByteStreamSaving: Sendable {
    private let store: ByteStreamStore
    private let upload: ByteStreamUpload
    private let places: ByteStreamPlaces

    init(store: ByteStreamStore, options: ByteStreamsOptions, depth: Int, isAlone: Bool) {
        self.store = store
        upload = ByteStreamUpload(store: store, path: Bytes(options.path))
        places = ByteStreamPlaces(depth: depth, isAlone: isAlone)
    }

    /// Stores the body of a request.
    func save(_ request: Request, to queue: QueueName) async throws -> Response {
        try await answer(request, try await upload.save(request, to: queue))
    }

    /// Says that a stream was stored: in the original's line, or as its document to who names HAL.
    func answer(_ request: Request, _ stored: StoredStream) async throws -> Response {
        var response: Response
        if request.namesProblems, let view = await view(of: stored) {
            response = .document(
                view.document(for: request, from: places, isNew: true), .created, for: request)
        } else {
            response = .done("id", stored.id, "created", .created)
        }
        if let location = HeaderValue(places.stream(stored.id)) {
            response.headers.add(.location, location)
        }
        var links = LinkField()
        links.add(.collection) { $0.append(places.queue(stored.position.queue)) }
        links.finish(into: &response.headers)
        return response
    }

    /// What was stored. Should it be gone already, or not be readable, it was stored all the same.
    private func view(of stored: StoredStream) async -> ByteStreamView? {
        try? await store.run { store throws(BlobError) -> ByteStreamView? in
            guard let content = try ByteStreamContent.open(stored.id, in: store) else { return nil }
            return try ByteStreamView(content, at: stored.position, in: store)
        }
    }
}
