import HTTP
import Octets
import Schemas
import Store

/// `/v1/merge`: one stream of several (`bytes-api.md` §1).
struct ByteStreamMergeResource: Sendable {
    let store: ByteStreamStore
    private let path: Bytes
    private let saving: ByteStreamSaving
    private let places: ByteStreamPlaces
    private let limit: UInt64

    init(store: ByteStreamStore, options: ByteStreamsOptions, isAlone: Bool) {
        self.store = store
        path = Bytes(options.path)
        limit = options.mergeBytes
        saving = ByteStreamSaving(store: store, options: options, depth: 2, isAlone: isAlone)
        places = ByteStreamPlaces(depth: 2, isAlone: isAlone)
    }

    /// Stores streams one behind the other as a new one.
    func merge(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: ByteStreamMergeForm.maximumBytes)
        let form = try ByteStreamMergeForm(body, request.headers)
        let note = BlobNote(name: ByteStreamUpload.name(in: request)?.bytes)
        let merger: ByteStreamStore.Merger
        do throws(BlobError) {
            merger = try await store.merge(
                form.streams, to: form.queue, note: note, limit: limit,
                deleting: form.deletes)
        } catch {
            throw ByteStreamsFailure(error, path)
        }
        switch merger {
        case .merged(let stored): return try await saving.answer(request, stored)
        case .missing(let id):
            throw ByteStreamsFailure.missing(path.file(of: id), doing: "open")
        case .tooMany(let limit):
            throw ByteStreamsFailure(.badRequest, "One can merge at most \(limit) streams.")
        }
    }

    /// Answers the document, to those who name its media type: to others there is nothing.
    func read(_ request: Request) throws -> Response {
        guard request.namesDocument else { throw Refusal.notFound }
        let here = places.href("merge")
        let actions = [ByteStreamAction(MergeStreamsSchema.form, here)]
        var document = HALDocument(capacity: 3072)
        document.state("mostStreams", MergeStreamsSchema.mostStreams)
        places.links(of: &document) { document in
            document.link(.current, Link(href: here, title: Relation.streamMerge.title))
            document.link(
                .streamCollection,
                Link(
                    href: places.href("streams"), title: Relation.streamCollection.title))
            document.link(
                .streamQueues,
                Link(href: places.href("queues"), title: Relation.streamQueues.title))
            document.alternates(ByteStreamsAPI.representations(of: ByteStreamsAPI.mergePattern)) {
                $0.append(here)
            }
        }
        document.embedded { $0.embed(actions, places.hrefs) }
        document.templates(actions, for: request)
        return .document(document.finish(), for: request)
    }
}
