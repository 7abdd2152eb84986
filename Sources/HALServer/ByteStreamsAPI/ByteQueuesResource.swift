import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/v1/queues`: the list of queues (`bytes-api.md` §1).
struct ByteQueuesResource: Sendable {
    let store: ByteStreamStore
    private let path: Bytes
    private let places: ByteStreamPlaces

    init(store: ByteStreamStore, options: ByteStreamsOptions, isAlone: Bool) {
        self.store = store
        path = Bytes(options.path)
        places = ByteStreamPlaces(depth: 2, isAlone: isAlone)
    }

    /// Answers the queues by name.
    func read(_ request: Request) async throws -> Response {
        let queues: [QueueSummary]
        do throws(BlobError) {
            queues = try await store.walk { store throws(BlobError) in try store.queues() }
        } catch {
            throw ByteStreamsFailure(error, path)
        }
        var document = HALDocument(capacity: 1536 + 256 * queues.count)
        document.state("count", queues.count)
        places.links(of: &document) { document in
            let here = places.href("queues")
            document.link(.current, Link(href: here, title: Relation.streamQueues.title))
            document.link(.streamQueue, places.anyQueue)
            document.link(
                .streamCollection,
                Link(
                    href: places.href("streams"), title: Relation.streamCollection.title))
            document.alternates(ByteStreamsAPI.representations(of: ByteStreamsAPI.queuesPattern)) {
                $0.append(here)
            }
        }
        document.embedded { document in
            document.name(Relation.streamQueue)
            document.json.beginArray()
            for queue in queues { document.item(queue, places) }
            document.json.endArray()
        }
        return .document(document.finish(), for: request)
    }
}

extension HALDocument {
    /// Writes what is known of a queue, as members of the object that is open.
    mutating func state(
        of name: QueueName, _ count: UInt64, _ ends: ClosedRange<UInt64>?
    ) {
        state("name", name.description)
        state("count", count)
        if let ends {
            state("firstSequence", ends.lowerBound)
            state("lastSequence", ends.upperBound)
        }
    }

    fileprivate mutating func item(_ queue: QueueSummary, _ places: ByteStreamPlaces) {
        json.beginObject()
        state(of: queue.name, queue.count, queue.ends)
        links { document in
            document.link(
                .current, Link(href: places.queue(queue.name), title: Bytes("\(queue.name)")))
            document.ends(of: queue.name, queue.ends, places)
        }
        json.endObject()
    }

    /// Links to the first and the last stream of a queue, where there is one.
    mutating func ends(
        of queue: QueueName, _ ends: ClosedRange<UInt64>?, _ places: ByteStreamPlaces
    ) {
        guard ends != nil else { return }
        link(
            .streamFirst,
            Link(href: places.queue(queue, "/first"), title: Relation.streamFirst.title))
        link(
            .streamLast,
            Link(href: places.queue(queue, "/last"), title: Relation.streamLast.title))
    }
}
