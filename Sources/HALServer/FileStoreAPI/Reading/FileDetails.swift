import HTTP
import JSON
import Octets
import Schemas
import Store

/// What is known of a file, for documents.
final class FileDetails: Sendable {
    /// The name by which it is known first.
    let name: ContentHash
    /// Further names that lead to it.
    let aliases: [ContentHash]
    let digests: [ContentHash]
    let facts: BlobFacts
    let type: MediaType

    /// Looks a file up; nil if there is none of that name. Waits for the disk: on a thread that may.
    static func find(
        _ name: ContentHash, in store: HashedFileStore
    ) throws(BlobError) -> FileDetails? {
        guard let content = try FileContent.open(name, in: store) else { return nil }
        let type = try content.type()
        var names: [ContentHash] = []
        for hash in content.digests {
            if hash == name {
                names.append(hash)
            } else if try store.facts(of: hash) != nil {
                names.append(hash)
            }
        }
        // Where its own first name is gone, it is known by what it was found by.
        let first = content.facts.note.main.flatMap { names.contains($0) ? $0 : nil } ?? name
        return FileDetails(
            name: first, aliases: names.filter { $0 != first }, digests: content.digests,
            facts: content.facts, type: type)
    }

    private init(
        name: ContentHash, aliases: [ContentHash], digests: [ContentHash], facts: BlobFacts,
        type: MediaType
    ) {
        self.name = name
        self.aliases = aliases
        self.digests = digests
        self.facts = facts
        self.type = type
    }

    /// The document: what is known, where the bytes are, and how the file is deleted.
    func document(_ request: Request, _ hrefs: FileHrefs, _ forms: [Form]) -> Bytes {
        var document = HALDocument(capacity: 4096)
        document.state("hash", name.hex)
        document.write(facts)
        document.state("contentType", type.field.bytes)
        document.json.name("digests")
        document.json.beginObject()
        for digest in digests {
            document.json.name(escaping: digest.algorithm.fieldKey.span)
            document.json.value(digest.hex)
        }
        document.json.endObject()
        document.json.name("aliases")
        document.json.beginArray()
        for alias in aliases { document.json.value(alias.hex) }
        document.json.endArray()
        let here = hrefs.file(name)
        document.links { document in
            document.prepared(ifAny: hrefs.index)
            document.link(.current, Link(href: here, title: title))
            document.link(
                .fileContent, Link(href: hrefs.content(name), type: type.essence, title: "Content"))
            document.link(.collection, Link(href: hrefs.list, title: "Files"))
            document.link(.fileList, Link(href: hrefs.list, title: "Files"))
            document.link(.fileFind, Link(file: hrefs.find))
            document.alternates(FileResource.representations) { $0.append(here) }
            document.prepared(hrefs.curies)
        }
        document.embedded { $0.embed(forms, hrefs.hrefs, target: here) }
        if request.wantsTemplates { document.templates(forms, target: here) }
        return document.finish()
    }

    private var title: Bytes {
        facts.note.name.flatMap { FileName($0) }?.bytes ?? name.hex
    }
}

extension HALDocument {
    /// Writes what the store knows of a file.
    mutating func write(_ facts: BlobFacts) {
        state("size", facts.length)
        json.name("created")
        json.text { $0.append(facts.modified) }
        if let name = facts.note.name.flatMap({ FileName($0) }) { state("name", name.bytes) }
        if let type = facts.note.mediaType { state("givenType", type) }
    }
}

extension Link {
    /// A link by which a file is found by its digest.
    init(file template: Bytes) {
        self.init(href: template, isTemplated: true, type: nil, title: "Find a File")
    }
}
