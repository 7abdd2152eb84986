import HTTP
import Octets
import Schemas
import Store

/// How documents and header fields at one place of this face refer to the others: always relative, so that any prefix in
/// front of the server works (`hal-api.md` §1).
struct ByteStreamPlaces: Sendable {
    let hrefs: Hrefs
    /// What leads from the place to `/v1/`: nothing, `../` …
    let root: Bytes
    /// The members that every document has in front of its own links, prepared; none where there is no index.
    private let index: Bytes?
    /// The member `curies`, prepared.
    private let curies: Bytes

    /// - Parameters:
    ///   - depth: how many segments the path of the place has; `/v1/streams` has two.
    ///   - isAlone: whether nothing but this face answers there.
    init(depth: Int, isAlone: Bool) {
        hrefs = Hrefs(depth: depth)
        root = Hrefs.prefix(depth: depth - 1)
        index = isAlone ? nil : hrefs.indexOnly
        curies = hrefs.curies(isAlone ? ["httpstream"] : ["httpstream", Relation.rootCurie])
    }

    /// Writes `_links`: the way to the index, the links of `body`, and what explains their names.
    func links(of document: inout HALDocument, _ body: (inout HALDocument) -> Void) {
        document.links { document in
            if let index { document.prepared(index) }
            body(&document)
            document.prepared(curies)
        }
    }

    /// The reference to a path below `/v1/`.
    func href(_ path: Bytes) -> Bytes { root.followed(by: path) }

    /// The reference to a stream, or to what belongs to it.
    func stream(_ id: UUID, _ part: StaticString = "") -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(root)
        writer.append("streams/")
        writer.append(id)
        writer.append(part)
        return writer.finish()
    }

    /// The reference to a queue, or to what belongs to it.
    func queue(_ name: QueueName, _ part: StaticString = "") -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(root)
        writer.append("queues/")
        writer.append(name.description)
        writer.append(part)
        return writer.finish()
    }

    /// The reference to any queue, as a template.
    var anyQueue: Link {
        Link(
            href: href("queues/{queue}{?limit,after,before,order}"), isTemplated: true,
            title: Relation.streamQueue.title)
    }

    /// The reference to any stream, as a template.
    var anyStream: Link {
        Link(href: href("streams/{id}"), isTemplated: true, title: Relation.storedStream.title)
    }
}
