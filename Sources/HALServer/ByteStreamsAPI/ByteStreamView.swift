import HTTP
import JSON
import Octets
import Schemas
import Store

/// What is known of a stream, as a document shows it.
struct ByteStreamView: Sendable {
    let content: ByteStreamContent
    /// Its place; nil where it has none yet.
    let position: QueuePosition?
    /// Whether there are streams behind it in its queue …
    let hasNext: Bool
    /// … and in front of it.
    let hasPrevious: Bool

    /// Looks a stream up; nil if there is none. Waits for the disk.
    init?(_ id: UUID, in store: ByteStreamStore) throws(BlobError) {
        guard let content = try ByteStreamContent.open(id, in: store) else { return nil }
        try self.init(content, at: store.place(of: id), in: store)
    }

    /// Looks at what lies beside a stream. Waits for the disk.
    init(
        _ content: ByteStreamContent, at position: QueuePosition?, in store: ByteStreamStore
    ) throws(BlobError) {
        self.content = content
        self.position = position
        if let position {
            hasNext = try store.next(after: position) != nil
            hasPrevious = try store.previous(before: position) != nil
        } else {
            (hasNext, hasPrevious) = (false, false)
        }
    }

    /// The document.
    ///
    /// - Parameters:
    ///   - here: what `self` refers to; nil for the stream itself.
    ///   - representations: the other media types of the document, where it is negotiated.
    ///   - isNew: whether it tells of what was just stored.
    func document(
        for request: Request, from places: ByteStreamPlaces, here: Bytes? = nil,
        representations: [Representation] = [], isNew: Bool = false
    ) -> Bytes {
        var document = HALDocument(capacity: 3072)
        state(of: &document, isNew: isNew)
        let actions = [
            ByteStreamAction(DeleteByteStreamSchema.form, places.stream(content.id))
        ]
        places.links(of: &document) { document in
            links(of: &document, places, here ?? places.stream(content.id), representations)
        }
        document.embedded { $0.embed(actions, places.hrefs) }
        document.templates(actions, for: request)
        return document.finish()
    }

    private func state(of document: inout HALDocument, isNew: Bool) {
        document.state("id", content.id)
        if isNew { document.state("status", "created") }
        if let position {
            document.state("queue", position.queue.description)
            document.state("sequence", position.sequence)
        }
        document.state("size", content.facts.length)
        document.json.name("created")
        document.json.text { $0.append(content.facts.modified) }
        document.state("contentType", content.type.field.bytes)
        if let name = content.name { document.state("name", name.bytes) }
        if let digests = content.facts.note.digests {
            document.json.name("digests")
            document.json.beginObject()
            for entry in digests.entries {
                document.json.name(escaping: entry.algorithm.key.span)
                document.json.text { $0.append(hex: entry.digest) }
            }
            document.json.endObject()
        }
    }

    private func links(
        of document: inout HALDocument, _ places: ByteStreamPlaces, _ here: Bytes,
        _ representations: [Representation]
    ) {
        let id = content.id
        let title = content.name?.bytes ?? Bytes(id.description)
        document.link(.current, Link(href: here, title: title))
        document.link(
            .streamContent,
            Link(
                href: places.stream(id), type: content.type.essence,
                title: Relation.streamContent.title))
        document.link(
            .streamMetadata,
            Link(
                href: places.stream(id, "/metadata"), title: Relation.streamMetadata.title))
        if hasPrevious {
            let link = Link(href: places.stream(id, "/previous"))
            document.link(.previous, link)
            document.link(.prev, link)
        }
        if hasNext { document.link(.next, Link(href: places.stream(id, "/next"))) }
        if let queue = position?.queue {
            document.link(
                .collection, Link(href: places.queue(queue), title: Bytes(queue.description)))
        }
        // The bytes are an alternate at their own address only, from which they lead back.
        let address = places.stream(id)
        let bytes = Link(href: address, type: content.type.essence, title: "Content")
        document.alternates(representations, and: here == address ? bytes : nil) {
            $0.append(here)
        }
    }
}

extension ByteStreamStore {
    /// The place of a stream, which it gets now if it has none: an instance of the original may have stored it.
    func place(of id: UUID) throws(BlobError) -> QueuePosition? {
        if let known = try position(of: id) { return known }
        _ = try? adopt()
        return try position(of: id)
    }
}

extension ByteWriter {
    /// Writes bytes as hexadecimal digits in lower case.
    fileprivate mutating func append(hex bytes: Bytes) {
        let digits: Bytes = "0123456789abcdef"
        for index in bytes.span.indices {
            append(digits[Int(bytes[index] >> 4)])
            append(digits[Int(bytes[index] & 15)])
        }
    }
}
