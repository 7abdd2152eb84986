import HTTP
import Octets
import Schemas
import Store

/// `/v1/streams/{id}` and what lies below: a stream, what is known of it, and its neighbours (`bytes-api.md` §1).
struct ByteStreamResource: Sendable {
    let store: ByteStreamStore
    /// The directory as clients know it.
    private let path: Bytes
    private let places: ByteStreamPlaces
    /// The same from below the stream.
    private let inner: ByteStreamPlaces
    private let neighbours: ByteStreamNeighbours

    init(store: ByteStreamStore, options: ByteStreamsOptions, isAlone: Bool) {
        self.store = store
        path = Bytes(options.path)
        places = ByteStreamPlaces(depth: 3, isAlone: isAlone)
        inner = ByteStreamPlaces(depth: 4, isAlone: isAlone)
        neighbours = ByteStreamNeighbours(places: inner)
    }

    /// The stream that a segment names: only the spelling in which ids are given out.
    static func id(_ segment: Bytes?) -> UUID? {
        guard let segment, segment.count == 36, let id = UUID(segment.span),
            Bytes(id.description) == segment
        else { return nil }
        return id
    }

    /// Answers the bytes, or what is known of them to who names HAL.
    func read(_ request: Request) async throws -> Response {
        guard let id = Self.id(request.parameters["id"]) else { throw Refusal.notFound }
        if request.namesProblems { return try await describe(id, request, from: places) }
        let content = try await look { store throws(BlobError) in
            try ByteStreamContent.open(id, in: store)
        }
        guard let content else { throw Refusal.notFound }
        var response = content.response(to: request)
        var links = LinkField()
        // The stream under its own address, by Accept.
        links.add(.alternate, type: MediaType.hal.essence) { $0.append(id) }
        links.finish(into: &response.headers)
        return response
    }

    /// Answers what is known of a stream, to everybody.
    func readMetadata(_ request: Request) async throws -> Response {
        guard let id = Self.id(request.parameters["id"]) else { throw Refusal.notFound }
        return try await describe(
            id, request, from: inner, here: inner.stream(id, "/metadata"),
            representations: ByteStreamsAPI.representations(of: ByteStreamsAPI.metadataPattern))
    }

    /// Answers the stream behind this one in its queue. This one may be deleted.
    func readNext(_ request: Request) async throws -> Response {
        try await readNeighbour(request, .ascending)
    }

    /// Answers the stream in front of this one in its queue.
    func readPrevious(_ request: Request) async throws -> Response {
        try await readNeighbour(request, .descending)
    }

    /// Deletes a stream. Who is reading it goes on to its end.
    func delete(_ request: Request) async throws -> Response {
        let segment = request.parameters["id"] ?? Bytes()
        // What has a slash in it can be no name, here as in the original.
        guard segment.span.firstIndex(of: UInt8(ascii: "/")) == nil else { throw Refusal.notFound }
        guard let id = Self.id(segment) else {
            throw ByteStreamsFailure.missing(path.file(of: segment), doing: "remove")
        }
        let isDeleted: Bool
        do throws(BlobError) {
            isDeleted = try await store.run { store throws(BlobError) in try store.delete(id) }
        } catch {
            throw ByteStreamsFailure(error, path.file(of: id), doing: "remove")
        }
        guard isDeleted else {
            throw ByteStreamsFailure.missing(path.file(of: id), doing: "remove")
        }
        return .done("id", id, "deleted")
    }

    private func describe(
        _ id: UUID, _ request: Request, from places: ByteStreamPlaces, here: Bytes? = nil,
        representations: [Representation] = []
    ) async throws -> Response {
        let view = try await look(walking: true) { store throws(BlobError) in
            try ByteStreamView(id, in: store)
        }
        guard let view else { throw Refusal.notFound }
        return .document(
            view.document(
                for: request, from: places, here: here, representations: representations),
            for: request)
    }

    private func readNeighbour(
        _ request: Request, _ order: ByteStreamStore.Order
    ) async throws -> Response {
        guard let id = Self.id(request.parameters["id"]) else { throw Refusal.notFound }
        let view = try await look(walking: true) { store throws(BlobError) -> ByteStreamView? in
            guard let position = try store.place(of: id) else { return nil }
            return try ByteStreamView(beside: position, order, in: store)
        }
        guard let view else { throw Refusal.notFound }
        return neighbours.answer(request, view)
    }

    /// - Parameter walking: Whether places must be walked through, which may be long.
    private func look<Value: Sendable>(
        walking: Bool = false,
        _ body: @escaping @Sendable (ByteStreamStore) throws(BlobError) -> Value
    ) async throws -> Value {
        do throws(BlobError) {
            return walking ? try await store.walk(body) : try await store.run(body)
        } catch {
            throw ByteStreamsFailure(error, path)
        }
    }
}
