import HTTP
import Octets
import Schemas
import Store

/// Answers streams that were found by their place in a queue (`bytes-api.md` §1): as themselves, with fields that say
/// which they are and where one can go.
struct ByteStreamNeighbours: Sendable {
    let places: ByteStreamPlaces

    /// The answer with the bytes of a stream, or with what is known of it to who names HAL.
    func answer(_ request: Request, _ view: ByteStreamView) -> Response {
        let id = view.content.id
        var response =
            request.namesProblems
            ? Response.document(view.document(for: request, from: places), for: request)
            : view.content.response(to: request)
        if let location = HeaderValue(places.stream(id)) {
            response.headers.add(.contentLocation, location)
        }
        response.headers.add(Self.streamID, HeaderValue(Bytes(id.description)) ?? "")
        var links = LinkField()
        if let queue = view.position?.queue {
            links.add(.first) { $0.append(places.queue(queue, "/first")) }
            if view.hasPrevious {
                links.add(.prev) { $0.append(places.stream(id, "/previous")) }
            }
            if view.hasNext { links.add(.next) { $0.append(places.stream(id, "/next")) } }
            links.add(.last) { $0.append(places.queue(queue, "/last")) }
            links.add(.collection, type: MediaType.hal.essence) { $0.append(places.queue(queue)) }
        }
        links.finish(into: &response.headers)
        return response
    }

    /// The field that says which stream it is.
    static let streamID: HeaderName = "X-Stream-Id"
}

extension ByteStreamView {
    /// Looks up the stream beside a place of a queue; nil at its end. Waits for the disk.
    init?(
        beside place: QueuePosition, _ order: ByteStreamStore.Order, in store: ByteStreamStore
    ) throws(BlobError) {
        guard let found = try Self.find(beside: place, order, in: store) else { return nil }
        try self.init(found.content, at: found.position, in: store)
    }

    private static func find(
        beside place: QueuePosition, _ order: ByteStreamStore.Order, in store: ByteStreamStore
    ) throws(BlobError) -> (content: ByteStreamContent, position: QueuePosition)? {
        var place = place
        while true {
            let entry =
                switch order {
                case .ascending: try store.next(after: place)
                case .descending: try store.previous(before: place)
                }
            guard let entry else { return nil }
            // It may be deleted in this moment: then another one is beside the place.
            if let content = try ByteStreamContent.open(entry.id, in: store) {
                return (content, entry.position)
            }
            place = entry.position
        }
    }
}
