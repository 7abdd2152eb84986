import HTTP
import JSON
import Octets
import Schemas
import Store

/// Uploads as HAL documents.
struct UploadDocument: Sendable {
    let place: UploadPlace
    let representations: [Representation]
    /// Whether there is no index at the root.
    let isAlone: Bool

    /// One upload, with the forms of what can be done with it.
    func upload(_ status: PartialStatus, _ hrefs: Hrefs, isTemplated: Bool) -> Bytes {
        let address = place.href(of: status.id, from: hrefs.prefix)
        var document = HALDocument(capacity: 4096)
        document.write(status)
        document.links { document in
            if !isAlone { document.prepared(hrefs.indexOnly) }
            document.link(.current, Link(href: address))
            document.link(.collection, Link(href: place.href(from: hrefs.prefix)))
            if let result = status.result, result.isBlob {
                let href = place.href(of: result, from: hrefs.prefix)
                document.link(place.result, Link(href: href))
            }
            document.alternates(representations) { $0.append(address) }
            document.prepared(curies(hrefs))
        }
        let forms =
            status.result == nil
            ? [place.forms.append, place.forms.terminate] : [place.forms.terminate]
        document.embedded { $0.embed(forms, hrefs, target: address) }
        if isTemplated { document.templates(forms, target: address) }
        return document.finish()
    }

    /// The place where uploads begin, with a page of them and the form.
    func list(
        _ page: [PartialStatus], hasMore: Bool, after last: UUID?, queue: QueueName?,
        for request: Request
    ) -> Bytes {
        let hrefs = Hrefs(path: request.target.path)
        let target = place.href(
            from: hrefs.prefix, query: queue.map { Bytes("queue=\($0)") })
        func address(after id: UUID?) -> Bytes {
            let fields = [id.map { "after=\($0)" }, queue.map { "queue=\($0)" }].compactMap { $0 }
            return place.href(
                from: hrefs.prefix,
                query: fields.isEmpty ? nil : Bytes(fields.joined(separator: "&")))
        }
        let own = address(after: last)
        var document = HALDocument(capacity: 4096 + 512 * page.count)
        document.state("count", page.count)
        document.links { document in
            if !isAlone { document.prepared(hrefs.indexOnly) }
            document.link(.current, Link(href: own))
            if hasMore, let id = page.last?.id {
                document.link(.next, Link(href: address(after: id)))
            }
            document.alternates(representations) { $0.append(own) }
            document.prepared(curies(hrefs))
        }
        document.embedded { document in
            document.name(.item)
            document.json.beginArray()
            for status in page {
                document.json.beginObject()
                document.write(status)
                document.links { document in
                    let href = place.href(of: status.id, from: hrefs.prefix)
                    document.link(.current, Link(href: href))
                }
                document.json.endObject()
            }
            document.json.endArray()
            document.embed([place.forms.create], hrefs, target: target)
        }
        if request.wantsTemplates { document.templates([place.forms.create], target: target) }
        return document.finish()
    }

    private func curies(_ hrefs: Hrefs) -> Bytes {
        hrefs.curies(isAlone ? [place.curie] : [place.curie, Relation.rootCurie])
    }
}

extension HALDocument {
    /// Writes the state of an upload.
    fileprivate mutating func write(_ status: PartialStatus) {
        state("id", status.id)
        state("state", status.word)
        state("offset", status.offset)
        if let length = status.length { state("length", length) }
        json.name("expires")
        json.text { $0.append(status.expires) }
        if let name = status.facts.note.name, name.span.isWellFormedUTF8 { state("name", name) }
        if let type = status.facts.note.mediaType, type.span.isWellFormedUTF8 {
            state("contentType", type)
        }
    }
}

extension PartialResult {
    /// Whether the bytes of the upload are in the store.
    var isBlob: Bool {
        if case .collision = self { false } else { true }
    }
}

extension PartialStatus {
    /// How the upload is, in a word.
    fileprivate var word: Bytes {
        switch result {
        case .stream, .stored: "stored"
        case .exists: "exists"
        case .collision: "collision"
        case nil: isWhole ? "ending" : "waiting"
        }
    }
}
