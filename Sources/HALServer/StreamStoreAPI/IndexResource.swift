import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/`: where everything begins (`hal-api.md` §5.1). It does not change while the server runs, so it is
/// made once.
struct IndexResource: Sendable {
    private let document: StaticDocument

    /// - Parameter paths: What answers here; some of it is an entry of the index.
    init(
        provider: String, version: String, representations: [Representation],
        paths: [PathDescription] = []
    ) {
        let hrefs = Hrefs(depth: 0)
        var document = HALDocument(capacity: 1024)
        document.state("provider", provider)
        document.json.name("versions")
        document.json.beginObject()
        document.state("streamStore", version)
        document.state("server", version)
        document.json.endObject()
        document.links { document in
            document.prepared(hrefs.indexOnly)
            document.link(.current, Link(href: hrefs.index, title: "Index"))
            // Some clients drop the prefixes of names; of two with one name they keep the last, which must be ours.
            document.entries(paths.filter { $0.isOfFace }, hrefs)
            document.prepared(hrefs.findAndBrowse)
            document.link(.feed) {
                $0.append(hrefs.prefix)
                $0.append("stream")
            }
            document.template(.filter) { $0.append(filterOfAllStream: .newest, hrefs) }
            document.entries(paths.filter { !$0.isOfFace }, hrefs)
            document.alternates(representations) { $0.append(hrefs.index) }
            document.prepared(hrefs.curies(Self.curies(paths)))
        }
        self.document = StaticDocument(document.finish(), .hal)
    }

    /// The curies of the relations that the index uses, the server's own first.
    private static func curies(_ paths: [PathDescription]) -> [Bytes] {
        var curies = [Relation.rootCurie]
        for curie in paths.compactMap(\.entry?.relation.curie) where !curies.contains(curie) {
            curies.append(curie)
        }
        return curies
    }

    /// Answers the document.
    func read(_ request: Request) throws -> Response { document.response }
}

extension PathDescription {
    /// Whether the index leads there by a relation that another face documents.
    fileprivate var isOfFace: Bool {
        entry?.relation.curie.map { $0 != Relation.rootCurie } ?? false
    }
}

extension HALDocument {
    /// Links to what describes the server and tells how it is: an array where there are several of one
    /// relation.
    fileprivate mutating func entries(_ paths: [PathDescription], _ hrefs: Hrefs) {
        var written: [Relation] = []
        for relation in paths.compactMap(\.entry?.relation) where !written.contains(relation) {
            written.append(relation)
            let links = paths.compactMap { path in
                path.entry.flatMap { entry in
                    entry.relation == relation
                        ? Link(
                            href: path.href(from: hrefs.prefix).followed(by: entry.expression),
                            isTemplated: !entry.expression.isEmpty, type: entry.type?.essence,
                            title: entry.title) : nil
                }
            }
            if links.count > 1 {
                self.links(relation, links)
            } else if let only = links.first {
                link(relation, only)
            }
        }
    }
}
