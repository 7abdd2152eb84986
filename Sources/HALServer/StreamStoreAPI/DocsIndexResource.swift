import HTTP
import Octets

/// `/docs`: the list of the documentation, as HAL and for browsers.
struct DocsIndexResource: Sendable {
    private let hal: Bytes
    private let html: Bytes

    init(resources: Resources, representations: [Representation]) {
        let hrefs = Hrefs(depth: 1)
        var document = HALDocument(capacity: 4096)
        let items = resources.documents.map { document in
            Link(
                href: hrefs.prefix.followed(by: "docs/").followed(by: document.name),
                type: MediaType.markdown.essence, name: document.name, hreflang: "en")
        }
        document.links { document in
            document.prepared(hrefs.common)
            document.link(
                .current, Link(href: hrefs.prefix.followed(by: "docs"), title: "Documentation"))
            document.links(.item, items)
            document.alternates(representations) {
                $0.append(hrefs.prefix)
                $0.append("docs")
            }
            document.prepared(hrefs.curies)
        }
        hal = document.finish()
        var list = ByteWriter(capacity: 4096)
        list.append("# Documentation\n\nThe link relations of this server.\n\n")
        for document in resources.documents {
            list.append("- [streamStore:")
            list.append(document.name)
            list.append("](docs/")
            list.append(document.name)
            list.append(")\n")
        }
        html = Markdown.html(list.finish())
    }

    /// Answers the list in the negotiated form.
    func read(_ request: Request) async throws -> Response {
        guard request.negotiated == .html else { return .hal(hal) }
        return DocsPage.response(html, title: "Documentation", style: "docs/style.css")
    }
}
