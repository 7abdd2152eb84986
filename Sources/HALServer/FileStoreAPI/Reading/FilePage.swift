import HTTP
import JSON
import Octets
import Schemas
import Store

/// A page of the list of files.
final class FilePage: Sendable {
    /// The files, by their names.
    let files: [(name: ContentHash, facts: BlobFacts)]
    /// The page in front of this one; nil for the first.
    let previous: FileListQuery.Place?
    /// The page behind this one; nil for the last.
    let next: FileListQuery.Place?

    private init(
        _ files: [(name: ContentHash, facts: BlobFacts)], previous: FileListQuery.Place?,
        next: FileListQuery.Place?
    ) {
        self.files = files
        self.previous = previous
        self.next = next
    }

    /// Reads a page. Waits for the disk: on a thread that may.
    static func read(
        _ query: FileListQuery, in store: HashedFileStore
    ) throws(BlobError) -> FilePage {
        var names: [ContentHash]
        switch query.place {
        case .first: names = try store.names(after: nil, limit: query.limit + 1)
        case .after(let name): names = try store.names(after: name, limit: query.limit + 1)
        case .before(let name): names = try store.names(before: name, limit: query.limit)
        }
        var next: FileListQuery.Place?
        if case .before = query.place {
            if let last = names.last, !(try store.names(after: last, limit: 1).isEmpty) {
                next = .after(last)
            }
        } else if names.count > query.limit {
            names.removeLast()
            next = names.last.map { .after($0) }
        }
        var previous: FileListQuery.Place?
        if case .first = query.place {
        } else if let first = names.first {
            previous = try store.names(before: first, limit: 1).isEmpty ? nil : .before(first)
        }
        var files: [(name: ContentHash, facts: BlobFacts)] = []
        for name in names {
            // What was deleted in between is left out.
            if let facts = try store.facts(of: name) { files.append((name, facts)) }
        }
        return FilePage(files, previous: previous, next: next)
    }

    /// The document.
    /// - Parameters:
    ///   - forms: what can be done with the list.
    func document(
        _ request: Request, _ query: FileListQuery, _ hrefs: FileHrefs, _ forms: [Form]
    ) -> Bytes {
        let here = query.href(hrefs)
        var document = HALDocument(capacity: 4096 + 512 * files.count)
        document.links { document in
            document.prepared(ifAny: hrefs.index)
            document.link(.current, Link(href: here, title: "Files"))
            document.link(.first, Link(href: query.page(.first).href(hrefs)))
            if let previous {
                let href = query.page(previous).href(hrefs)
                document.link(.previous, Link(href: href))
                document.link(.prev, Link(href: href))
            }
            if let next { document.link(.next, Link(href: query.page(next).href(hrefs))) }
            document.link(.fileList, Link(href: hrefs.list, title: "Files"))
            document.link(.fileFind, Link(file: hrefs.find))
            document.template(.fileFacts) { $0.append(hrefs.files) }
            document.link(
                .fileUploads,
                Link(
                    href: hrefs.prefix.followed(by: "files/uploads"),
                    title: Relation.fileUploads.title))
            document.alternates(FileResource.representations) { $0.append(here) }
            document.prepared(hrefs.curies)
        }
        let target = hrefs.list
        document.embedded { document in
            document.name(.fileFacts)
            document.json.beginArray()
            for (name, facts) in files { document.item(name, facts, hrefs) }
            document.json.endArray()
            document.embed(forms, hrefs.hrefs, target: target)
        }
        if request.wantsTemplates { document.templates(forms, target: target) }
        return document.finish()
    }
}

extension HALDocument {
    fileprivate mutating func item(_ name: ContentHash, _ facts: BlobFacts, _ hrefs: FileHrefs) {
        json.beginObject()
        state("hash", name.hex)
        write(facts)
        links { document in
            let title = facts.note.name.flatMap { FileName($0) }?.bytes ?? name.hex
            document.link(.current, Link(href: hrefs.file(name), title: title))
            document.link(.fileContent, Link(href: hrefs.content(name), type: nil))
        }
        json.endObject()
    }
}
