import HTTP
import Octets
import Schemas
import Store

/// `/v1/streams`: where streams are saved, and old ones deleted (`bytes-api.md` §1).
struct ByteStreamCollectionResource: Sendable {
    let store: ByteStreamStore
    let options: ByteStreamsOptions
    private let saving: ByteStreamSaving
    private let places: ByteStreamPlaces

    init(store: ByteStreamStore, options: ByteStreamsOptions, isAlone: Bool) {
        self.store = store
        self.options = options
        saving = ByteStreamSaving(store: store, options: options, depth: 2, isAlone: isAlone)
        places = ByteStreamPlaces(depth: 2, isAlone: isAlone)
    }

    /// Stores the body, in the queue `default`.
    func save(_ request: Request) async throws -> Response {
        try await saving.save(request, to: .main)
    }

    /// Deletes what is older than streams may become: nothing where they may become as old as they like.
    func clean(_ request: Request) async throws -> Response {
        let age = options.timeToLive
        do throws(BlobError) {
            _ = try await store.run { store throws(BlobError) in
                try store.expire(olderThan: age)
            }
        } catch {
            throw ByteStreamsFailure(error, Bytes(options.path))
        }
        return .line(#"{"status":"cleaned"}"#)
    }

    /// Answers the document, to those who name its media type: to others there is nothing, as in the original.
    func read(_ request: Request) throws -> Response {
        guard request.namesDocument else { throw Refusal.notFound }
        var actions = [
            ByteStreamAction(SaveStreamSchema.form, places.href("streams")),
            ByteStreamAction(MergeStreamsSchema.form, places.href("merge")),
        ]
        if options.timeToLive > 0 {
            actions.append(
                ByteStreamAction(DeleteByteStreamSchema.cleanForm, places.href("streams")))
        }
        var document = HALDocument(capacity: 6144)
        document.state("queue", QueueName.main.description)
        if options.timeToLive > 0 { document.state("timeToLive", options.timeToLive) }
        places.links(of: &document) { links(of: &$0) }
        document.embedded { $0.embed(actions, places.hrefs) }
        document.templates(actions, for: request)
        return .document(document.finish(), for: request)
    }

    private func links(of document: inout HALDocument) {
        let here = places.href("streams")
        document.link(
            .current, Link(href: here, title: Relation.streamCollection.title))
        document.link(
            .streamCollection, Link(href: here, title: Relation.streamCollection.title))
        document.link(.storedStream, places.anyStream)
        document.link(
            .collection,
            Link(href: places.queue(.main), title: Bytes(QueueName.main.description)))
        document.link(
            .streamQueues,
            Link(href: places.href("queues"), title: Relation.streamQueues.title))
        document.link(.streamQueue, places.anyQueue)
        document.link(
            .streamMerge, Link(href: places.href("merge"), title: Relation.streamMerge.title))
        document.link(
            .streamUpload, Link(href: places.href("uploads"), title: Relation.streamUpload.title))
        document.alternates(ByteStreamsAPI.representations(of: ByteStreamsAPI.streamsPattern)) {
            $0.append(here)
        }
    }
}
