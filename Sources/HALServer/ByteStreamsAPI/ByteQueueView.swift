import HTTP
import JSON
import Octets
import Schemas
import Store

/// A part of a queue, as a document shows it.
struct ByteQueueView: Sendable {
    private let name: QueueName
    /// Whether there is a queue of that name.
    private let isThere: Bool
    private let count: UInt64
    private let ends: ClosedRange<UInt64>?
    private let entries: [QueueEntry]
    private let query: ByteQueueQuery
    private let places: ByteStreamPlaces

    /// - Parameter page: what the query found; nil where there is no queue of that name.
    init(
        _ name: QueueName, _ page: QueuePage?, _ query: ByteQueueQuery, _ places: ByteStreamPlaces
    ) {
        self.name = name
        isThere = page != nil
        count = page?.count ?? 0
        ends = page?.ends
        entries = query.ordered(page?.entries ?? [])
        self.query = query
        self.places = places
    }

    /// The document.
    func document(for request: Request) -> Bytes {
        let actions = actions
        var document = HALDocument(capacity: 8192 + 768 * entries.count)
        document.state(of: name, count, ends)
        places.links(of: &document) { links(of: &$0) }
        document.embedded { document in
            document.name(Relation.storedStream)
            document.json.beginArray()
            for entry in entries { item(entry, of: &document) }
            document.json.endArray()
            document.embed(actions, places.hrefs)
        }
        document.templates(actions, for: request)
        return document.finish()
    }

    /// What can be done: the queue `default` is what is saved to without naming one.
    private var actions: [ByteStreamAction] {
        let queue = places.queue(name)
        var actions = [
            ByteStreamAction(SaveStreamSchema.queueForm, queue),
            ByteStreamAction(MergeStreamsSchema.form, places.href("merge")),
        ]
        if isThere {
            actions.append(
                ends == nil
                    ? ByteStreamAction(DeleteByteStreamSchema.queueForm, queue)
                    : ByteStreamAction(
                        DeleteByteStreamSchema.purgeForm, queue.followed(by: "?purge=true")))
        }
        if name == .main {
            actions.insert(ByteStreamAction(SaveStreamSchema.form, places.href("streams")), at: 0)
        }
        return actions
    }

    // MARK: - Links

    private func href(_ query: ByteQueueQuery) -> Bytes {
        Bytes("\(name)").followed(by: query.text)
    }

    private func links(of document: inout HALDocument) {
        let here = href(query)
        document.link(.current, Link(href: here, title: Bytes("\(name)")))
        document.link(.first, Link(href: href(query.starting(.end))))
        if let earlier {
            document.link(.previous, Link(href: href(earlier)))
            document.link(.prev, Link(href: href(earlier)))
        }
        if let later { document.link(.next, Link(href: href(later))) }
        document.link(.last, Link(href: href(last)))
        document.link(
            .collection,
            Link(href: places.href("queues"), title: Relation.streamQueues.title))
        document.ends(of: name, ends, places)
        document.link(.storedStream, places.anyStream)
        document.alternates(ByteStreamsAPI.representations(of: ByteStreamsAPI.queuePattern)) {
            $0.append(here)
        }
    }

    /// The highest number that a query can say.
    private static let highestPlace = UInt64(Int64.max)

    /// The lowest place of the page; of an empty one the place behind all that lies in front of it.
    private var lowest: UInt64 {
        if let first = entries.map(\.position.sequence).min() { return first }
        switch query.start {
        case .end: return 0
        case .after(let place): return min(place, Self.highestPlace - 1) + 1
        case .before(let place): return place
        }
    }

    /// The highest place of the page; of an empty one the place in front of all that lies behind it.
    private var highest: UInt64 {
        if let last = entries.map(\.position.sequence).max() { return last }
        switch query.start {
        case .end: return .max
        case .after(let place): return place
        case .before(let place): return place > 0 ? place - 1 : 0
        }
    }

    private var inFront: ByteQueueQuery? {
        guard let ends, ends.lowerBound < lowest else { return nil }
        return query.starting(.before(lowest))
    }

    private var behind: ByteQueueQuery? {
        guard let ends, ends.upperBound > highest else { return nil }
        return query.starting(.after(highest))
    }

    /// The page in front of this one, in the order of the pages …
    private var earlier: ByteQueueQuery? { query.order == .ascending ? inFront : behind }
    /// … and the page behind it.
    private var later: ByteQueueQuery? { query.order == .ascending ? behind : inFront }

    /// The last page: those nearest to the other end.
    private var last: ByteQueueQuery {
        guard let ends else { return query.starting(.end) }
        switch query.order {
        case .ascending:
            return query.starting(.before(min(ends.upperBound, Self.highestPlace - 1) + 1))
        case .descending:
            return query.starting(.after(ends.lowerBound > 0 ? ends.lowerBound - 1 : 0))
        }
    }

    // MARK: - Streams

    private func item(_ entry: QueueEntry, of document: inout HALDocument) {
        let stream = places.stream(entry.id)
        document.json.beginObject()
        document.state("id", entry.id)
        document.state("sequence", entry.position.sequence)
        document.state("size", entry.length)
        document.json.name("created")
        document.json.text { $0.append(entry.modified) }
        document.links { document in
            document.link(.current, Link(href: stream, title: Bytes(entry.id.description)))
            // What the bytes are is known to who reads them.
            document.link(
                .streamContent,
                Link(href: stream, type: nil, title: Relation.streamContent.title))
            document.link(
                .streamMetadata,
                Link(
                    href: places.stream(entry.id, "/metadata"),
                    title: Relation.streamMetadata.title))
            if let ends, entry.position.sequence > ends.lowerBound {
                document.link(
                    .previous, Link(href: places.stream(entry.id, "/previous")))
            }
            if let ends, entry.position.sequence < ends.upperBound {
                document.link(.next, Link(href: places.stream(entry.id, "/next")))
            }
        }
        document.json.endObject()
    }
}
