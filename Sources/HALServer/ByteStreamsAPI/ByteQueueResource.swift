import HTTP
import Octets
import Schemas
import Store

/// `/v1/queues/{queue}` and what lies below: streams in the order in which they were stored (`bytes-api.md` §1, §4).
struct ByteQueueResource: Sendable {
    let store: ByteStreamStore
    private let path: Bytes
    private let saving: ByteStreamSaving
    private let places: ByteStreamPlaces
    private let neighbours: ByteStreamNeighbours

    init(store: ByteStreamStore, options: ByteStreamsOptions, isAlone: Bool) {
        self.store = store
        path = Bytes(options.path)
        saving = ByteStreamSaving(store: store, options: options, depth: 3, isAlone: isAlone)
        places = ByteStreamPlaces(depth: 3, isAlone: isAlone)
        neighbours = ByteStreamNeighbours(
            places: ByteStreamPlaces(depth: 4, isAlone: isAlone))
    }

    /// Stores the body.
    func save(_ request: Request) async throws -> Response {
        guard let queue = Self.name(in: request) else {
            throw ByteStreamsFailure(.badRequest, Self.naming)
        }
        return try await saving.save(request, to: queue)
    }

    /// What names of queues are.
    static let naming =
        "The name of a queue has 1 to 128 of A-Z, a-z, 0-9, '.', '_', '~', '-', and no dot in front."

    /// Answers a part of the queue; where there is none of that name 404 with the form that makes it.
    func read(_ request: Request) async throws -> Response {
        let queue = try name(request)
        let query = try ByteQueueQuery(request.target.query)
        let page = try await look { store throws(BlobError) in
            try query.page(of: queue, in: store)
        }
        let view = ByteQueueView(queue, page, query, places)
        // The queue of streams that were stored without naming one is there before the first of them.
        let status: Status = page == nil && queue != .main ? .notFound : .ok
        return .document(view.document(for: request), status, for: request)
    }

    /// Answers the stream that was stored first of those that are there.
    func readFirst(_ request: Request) async throws -> Response {
        let queue = try name(request)
        return try await answer(request) { store throws(BlobError) in
            try ByteStreamView(beside: QueuePosition(queue, 0), .ascending, in: store)
        }
    }

    /// Answers the stream that was stored last.
    func readLast(_ request: Request) async throws -> Response {
        let queue = try name(request)
        return try await answer(request) { store throws(BlobError) in
            try ByteStreamView(beside: QueuePosition(queue, .max), .descending, in: store)
        }
    }

    /// Deletes the queue; with `?purge=true` its streams, too.
    func delete(_ request: Request) async throws -> Response {
        let queue = try name(request)
        let isPurging = QueryFields(request.target.query, limit: 64).first("purge") == "true"
        let deletion = try await look { store throws(BlobError) in
            try store.deleteQueue(queue, purging: isPurging)
        }
        switch deletion {
        case .deleted: return .done("queue", queue, "deleted")
        case .unknown: throw Refusal.notFound
        case .notEmpty:
            throw ByteStreamsFailure(
                .conflict, "There are streams in the queue; purge=true deletes them with it.")
        }
    }

    private func name(_ request: Request) throws -> QueueName {
        guard let queue = Self.name(in: request) else { throw Refusal.notFound }
        return queue
    }

    /// The queue that the path names; nil for what can be no name of one.
    private static func name(in request: Request) -> QueueName? {
        guard let segment = request.parameters["queue"] else { return nil }
        return QueueName(segment.span)
    }

    private func answer(
        _ request: Request,
        _ find: @escaping @Sendable (ByteStreamStore) throws(BlobError) -> ByteStreamView?
    ) async throws -> Response {
        guard let view = try await look(find) else { throw Refusal.notFound }
        return neighbours.answer(request, view)
    }

    private func look<Value: Sendable>(
        _ body: @escaping @Sendable (ByteStreamStore) throws(BlobError) -> Value
    ) async throws -> Value {
        do throws(BlobError) {
            return try await store.walk(body)
        } catch {
            throw ByteStreamsFailure(error, path)
        }
    }
}
