import HTTP
import JSON
import Octets
import Schemas

/// `/docs/{rel}`: what a link relation means, for people (`hal-api.md` §5.8). Markdown as the curie
/// link says, HTML for browsers, the form's schema by Accept or under `{rel}.schema.json`. All of it is made
/// of what was read at start, when somebody asks.
struct DocsResource: Sendable {
    /// The page of one relation.
    private struct Page: Sendable {
        let relation: Relation
        /// What is under the page's address, best first.
        let documents: OnDemand<[StaticDocument]>
        /// The schema under its own address.
        let schema: OnDemand<StaticDocument>?
    }

    private let pages: [Page]
    private let style = StaticDocument(DocsPage.style, .css)

    /// The pages of these texts, with the schemas of those that have a form.
    init(resources: Resources, forms: [Form]) {
        pages = resources.documents.map { document in
            let form = forms.first { $0.relation == document.relation }
            return Page(
                relation: document.relation,
                documents: OnDemand { Self.documents(document, form) },
                schema: form.map { form in OnDemand { Self.schema(form) } })
        }
    }

    private static func documents(_ document: Resources.Document, _ form: Form?) -> [StaticDocument]
    {
        let shown: [Representation] =
            form == nil ? [.markdown, .html] : [.markdown, .html, .schema]
        var documents = [
            StaticDocument(
                document.markdown, .markdown, modified: document.modified,
                links: links(document.relation, .markdown, shown)),
            DocsPage.document(
                document, schema: form == nil ? nil : schemaName(document.name),
                links: links(document.relation, .html, shown)),
        ]
        if let form {
            documents.append(
                StaticDocument(
                    form.document, .schema, links: links(document.relation, .schema, shown)))
        }
        return documents
    }

    /// Answers one of the representations.
    func read(_ request: Request) throws -> Response {
        let name = request.parameters["relation"] ?? Bytes()
        let curie = request.parameters["curie"]
        if curie == nil, name == DocsPage.styleName { return try Self.answer(style, request) }
        let suffix = Self.schemaName("")
        if name.span.ends(with: suffix.span) {
            let relation = name[0..<(name.count - suffix.count)]
            guard let schema = page(curie, relation)?.schema else {
                throw Refusal.notFound
            }
            return try Self.answer(schema.value, request)
        }
        guard let page = page(curie, name) else { throw Refusal.notFound }
        let documents = page.documents.value
        let offered = documents.map(\.type)
        let accept = request.headers.list(.accept)
        guard let type = Negotiation.choose(from: offered, accept: accept),
            let chosen = documents.first(where: { $0.type == type })
        else { throw Refusal.notAcceptable(offered) }
        return chosen.response
    }

    /// The page of a relation, if there is one; without a curie among those that lie in `docs` itself.
    private func page(_ curie: Bytes?, _ name: Bytes) -> Page? {
        // That of the root has no folder, so that no page has two addresses.
        guard curie != Relation.rootCurie else { return nil }
        let wanted = curie ?? Relation.rootCurie
        return pages.first { $0.relation.name == name && $0.relation.curie == wanted }
    }

    /// What has an address of its own has one form only; it too is refused to those who do not take it.
    private static func answer(
        _ document: StaticDocument, _ request: Request
    ) throws -> Response {
        let accept = request.headers.list(.accept)
        guard Negotiation.choose(from: [document.type], accept: accept) != nil else {
            throw Refusal.notAcceptable([document.type])
        }
        return document.response
    }

    private static func schemaName(_ name: Bytes) -> Bytes { name.followed(by: ".schema.json") }

    private static func schema(_ form: Form) -> StaticDocument {
        var links = LinkField()
        links.add(form.relation.name, .describedBy, .markdown)
        links.add(form.relation.wayUp.followed(by: "docs"), .collection, .hal)
        return StaticDocument(form.document, .schema, links: links.prepared())
    }

    /// The Link field of one representation: the others, and the way back to the list.
    private static func links(
        _ relation: Relation, _ chosen: Representation, _ shown: [Representation]
    ) -> HeaderValue? {
        var links = LinkField()
        for other in shown where other != chosen {
            links.add(relation.name, .alternate, other.type, title: other.title)
        }
        links.add(relation.wayUp.followed(by: "docs"), .collection, .hal)
        return links.prepared()
    }
}

extension Relation {
    /// What leads from the relation's page to the root.
    var wayUp: Bytes {
        let path = documentPath ?? Bytes()
        let depth = path.span.indices.count { path.span[$0] == UInt8(ascii: "/") }
        return Hrefs.prefix(depth: depth + 1)
    }
}
