import HTTP
import JSON
import Octets
import Schemas
import Store

/// Which part of a queue a URL asks for (`bytes-api.md` §1): the streams that are nearest to a place, behind it or in front
/// of it, in either order; without a place those at the end at which the order begins.
struct ByteQueueQuery: Sendable, Hashable {
    /// Where a part begins.
    enum Start: Sendable, Hashable {
        case end
        /// Behind this place.
        case after(UInt64)
        /// In front of this place.
        case before(UInt64)
    }

    /// The most streams of a part, whatever was asked for.
    static let maximumLimit: Int64 = 1000

    let limit: Int
    let start: Start
    let order: ByteStreamStore.Order

    /// Whether the limit was asked for: addresses repeat it then.
    private let namesLimit: Bool

    private init(
        limit: Int, namesLimit: Bool, _ start: Start, _ order: ByteStreamStore.Order
    ) {
        self.limit = limit
        self.namesLimit = namesLimit
        self.start = start
        self.order = order
    }

    /// Reads what stands behind the `?`. What cannot be meant is refused.
    init(_ query: Bytes?) throws(ByteStreamsFailure) {
        let fields = QueryFields(query, limit: 64)
        let asked = fields.first("limit")
        namesLimit = asked != nil
        let limit = asked.map { Int64(decimal: $0.span) ?? 0 } ?? 20
        guard limit > 0 else {
            throw ByteStreamsFailure(.badRequest, "limit is a number of 1 or more.")
        }
        let after = try Self.place("after", fields)
        let before = try Self.place("before", fields)
        switch (after, before) {
        case (nil, nil): start = .end
        case (let place?, nil): start = .after(place)
        case (nil, let place?): start = .before(place)
        case (.some, .some):
            throw ByteStreamsFailure(.badRequest, "One of after and before can be told.")
        }
        switch fields.first("order") {
        case nil, "asc"?: order = .ascending
        case "desc"?: order = .descending
        default: throw ByteStreamsFailure(.badRequest, "order is asc or desc.")
        }
        self.limit = Int(min(limit, Self.maximumLimit))
    }

    private static func place(
        _ name: Bytes, _ fields: QueryFields
    ) throws(ByteStreamsFailure) -> UInt64? {
        guard let text = fields.first(name) else { return nil }
        guard let number = Int64(decimal: text.span), let place = UInt64(exactly: number) else {
            throw ByteStreamsFailure(.badRequest, "\(name) is the number of a place.")
        }
        return place
    }

    /// The streams of a queue that are asked for; nil if there is no such queue. Waits for the disk.
    func page(of queue: QueueName, in store: ByteStreamStore) throws(BlobError) -> QueuePage? {
        switch start {
        case .end: try store.page(of: queue, limit: limit, order: order)
        case .after(let place):
            try store.page(of: queue, beyond: place, limit: limit, order: .ascending)
        case .before(let place):
            try store.page(of: queue, beyond: place, limit: limit, order: .descending)
        }
    }

    /// The streams of a part in the order that was asked for.
    func ordered(_ entries: [QueueEntry]) -> [QueueEntry] {
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { one, next in
            (one.position.sequence < next.position.sequence) == (order == .ascending)
        }
        return isSorted ? entries : entries.reversed()
    }

    /// The part that begins elsewhere.
    func starting(_ start: Start) -> ByteQueueQuery {
        ByteQueueQuery(limit: limit, namesLimit: namesLimit, start, order)
    }

    /// The query string, in one order; nothing where nothing was asked for, so that a document is where it was found.
    var text: Bytes {
        var writer = ByteWriter(capacity: 48)
        func name(_ field: StaticString, _ writer: inout ByteWriter) {
            writer.append(writer.count == 0 ? "?" : "&")
            writer.append(field)
        }
        if namesLimit {
            name("limit=", &writer)
            writer.append(decimal: limit)
        }
        switch start {
        case .end: break
        case .after(let place):
            name("after=", &writer)
            writer.append(decimal: place)
        case .before(let place):
            name("before=", &writer)
            writer.append(decimal: place)
        }
        if order == .descending { name("order=desc", &writer) }
        return writer.finish()
    }

    /// What a query may say.
    static let parameters: [Parameter] = [
        .query(
            "limit",
            [.type(.integer), .minimum(1), .maximum(.max), .annotation("default", 20)],
            "The most streams of a page; at most 1,000 are given."),
        .query(
            "after", [.type(.integer), .minimum(0), .maximum(.max)],
            "Only streams behind the place of this number: the nearest ones."),
        .query(
            "before", [.type(.integer), .minimum(0), .maximum(.max)],
            "Only streams in front of the place of this number: the nearest ones."),
        .query(
            "order", [.oneOfValues(["asc", "desc"]), .annotation("default", "asc")],
            "`asc`: those that were stored first come first; `desc`: those that were stored last."),
    ]
}
