import HTTP
import Octets
import Schemas

/// `/docs`: the list of the documentation, as HAL, for browsers and as Markdown. Made at start, the page for browsers when
/// somebody asks.
struct DocsIndexResource: Sendable {
    private let hal: StaticDocument
    private let html: OnDemand<StaticDocument>
    private let markdown: StaticDocument

    /// - Parameter isAlone: Whether there is no index at the root.
    init(resources: Resources, representations: [Representation], isAlone: Bool = false) {
        let hrefs = Hrefs(depth: 1)
        var document = HALDocument(capacity: 4096)
        let items = resources.documents.map { document in
            Link(
                href: hrefs.prefix.followed(by: document.relation.documentPath ?? document.name),
                type: MediaType.markdown.essence, name: document.name, title: document.title,
                hreflang: "en")
        }
        document.links { document in
            if !isAlone { document.prepared(hrefs.common) }
            document.link(
                .current, Link(href: hrefs.prefix.followed(by: "docs"), title: "Documentation"))
            document.links(.item, items)
            document.alternates(representations) {
                $0.append(hrefs.prefix)
                $0.append("docs")
            }
            if !isAlone { document.prepared(hrefs.curies) }
        }
        hal = StaticDocument(document.finish(), .hal)
        let list = Self.list(resources, isAlone: isAlone)
        markdown = StaticDocument(list, .markdown)
        html = OnDemand { DocsPage.index(Markdown.html(list)) }
    }

    /// Answers the list in the negotiated form.
    func read(_ request: Request) throws -> Response {
        switch request.negotiated {
        case .some(.html): html.value.response
        case .some(.markdown): markdown.response
        default: hal.response
        }
    }

    /// The relations with what each is, as Markdown whose links are relative to `/docs`.
    private static func list(_ resources: Resources, isAlone: Bool) -> Bytes {
        var list = ByteWriter(capacity: 4096)
        list.append("# Documentation\n\nThe link relations of this server.")
        if !isAlone { list.append(" Begin with [index](docs/index).") }
        list.append("\n\n| Relation | Page |\n|----------|------|\n")
        for document in resources.documents {
            list.append("| [")
            list.append(document.relation.qualifiedName)
            list.append("](")
            list.append(document.relation.documentPath ?? document.name)
            list.append(") | ")
            list.append(document.title)
            list.append(" |\n")
        }
        return list.finish()
    }
}
