import HTTP
import JSON
import Octets
import Schemas

/// How a document refers to the others. Every reference is relative to the request URL, computed from the
/// path below the mount, so that any path prefix in front of the server works (`hal-api.md` §1), and
/// none is empty (`hal-api.md` §14.2).
final class Hrefs: Sendable {
    /// What leads from the document to the root, for putting in front of a path: `./`, nothing, `../` …
    let prefix: Bytes
    /// What leads to the index alone: `./` where ``prefix`` is nothing.
    let index: Bytes
    /// What stands in front of a stream's name: ``prefix`` and `streams/`.
    let streams: Bytes
    /// The members `streamStore:index`, `streamStore:find` and `streamStore:feed-browser`, prepared.
    let common: Bytes
    /// The first two of them, for documents that leave out the third or write it themselves.
    let indexAndFind: Bytes
    /// The last two of them, for the index itself.
    let findAndBrowse: Bytes
    /// The member `streamStore:index` alone.
    let indexOnly: Bytes
    /// The member `curies`, prepared.
    let curies: Bytes

    /// The references of a document whose path has this many segments.
    init(depth: Int) {
        let prefix = Self.prefix(depth: depth)
        self.prefix = prefix
        index = prefix.isEmpty ? "./" : prefix
        streams = prefix.followed(by: "streams/")
        let indexLink = Link(href: index, title: "Index")
        let find = Link(
            href: prefix.followed(by: "streams/{streamId}"), isTemplated: true,
            title: "Find a Stream")
        let browse = Link(
            href: prefix.followed(by: "streams{?p,t,m}"), isTemplated: true,
            title: "Browse Streams")
        indexOnly = Self.members([(.index, indexLink)])
        indexAndFind = Self.members([(.index, indexLink), (.find, find)])
        findAndBrowse = Self.members([(.find, find), (.feedBrowser, browse)])
        common = Self.members([(.index, indexLink), (.find, find), (.feedBrowser, browse)])
        curies = Self.curies([Relation.rootCurie], prefix: prefix)
    }

    /// The references of a document at this raw path.
    convenience init(path: Bytes) {
        var depth = 0
        let span = path.span
        if span.count > 1 {
            for index in span.indices where span[index] == UInt8(ascii: "/") { depth += 1 }
        }
        self.init(depth: depth)
    }

    /// `../` for every segment but the last, `./` at the root.
    static func prefix(depth: Int) -> Bytes {
        guard depth > 0 else { return "./" }
        var writer = ByteWriter(capacity: 3 * depth)
        for _ in 1..<max(depth, 1) { writer.append("../") }
        return writer.finish()
    }

    private static func members(_ links: [(Relation, Link)]) -> Bytes {
        var json = JSONWriter(capacity: 256)
        for (relation, link) in links {
            let name = relation.qualifiedName
            json.name(escaping: name.span)
            link.write(into: &json)
        }
        return json.finish()
    }

    /// The member `curies` of a document that uses the relations of these, prepared.
    func curies(_ names: [Bytes]) -> Bytes { Self.curies(names, prefix: prefix) }

    private static func curies(_ names: [Bytes], prefix: Bytes) -> Bytes {
        var json = JSONWriter(capacity: 160)
        json.name("curies")
        json.beginArray()
        for name in names {
            let folder = name == Relation.rootCurie ? Bytes() : name.followed(by: "/")
            let path = Bytes("docs/").followed(by: folder).followed(by: "{rel}")
            Link(
                href: prefix.followed(by: path), isTemplated: true,
                type: MediaType.markdown.essence, name: name, title: "Documentation",
                hreflang: "en"
            ).write(into: &json)
        }
        json.endArray()
        return json.finish()
    }
}

extension Bytes {
    /// These bytes and then those.
    func followed(by other: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: count + other.count)
        writer.append(self)
        writer.append(other)
        return writer.finish()
    }
}
