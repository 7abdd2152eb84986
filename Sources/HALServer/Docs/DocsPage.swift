import HTTP
import Octets
import Schemas

/// The frame that documentation has in a browser. It needs no script, and may stand in a frame of this
/// server's own pages, which HAL browsers do with it.
enum DocsPage {
    /// The last segment of the style sheet's address, below `/docs`.
    static let styleName: Bytes = "style.css"

    /// The page of a relation at its ``Relation/documentPath``.
    ///
    /// - Parameter schema: The name of its form's schema, if there is one.
    static func document(
        _ document: Resources.Document, schema: Bytes?, links: HeaderValue?
    ) -> StaticDocument {
        var ways = ByteWriter(capacity: 256)
        let up = document.relation.wayUp
        ways.append("<a href=\"")
        ways.append(up)
        ways.append("\">Server</a> | <a href=\"")
        ways.append(up)
        ways.append("docs\">All relations</a>")
        if let schema {
            ways.append(" | <a href=\"")
            ways.append(schema)
            ways.append("\" type=\"application/schema+json\">Schema</a>")
        }
        return page(
            document.html, title: document.title,
            style: up.followed(by: "docs/style.css"), ways: ways.finish(),
            modified: document.modified, links: links)
    }

    /// The list of all pages, at `docs`.
    static func index(_ fragment: Bytes) -> StaticDocument {
        page(
            fragment, title: "Documentation", style: "docs/style.css",
            ways: "<a href=\"./\">Server</a> | <a href=\"openapi.json\">OpenAPI</a>",
            modified: nil, links: nil)
    }

    private static func page(
        _ fragment: Bytes, title: Bytes, style: Bytes, ways: Bytes, modified: HTTPDate?,
        links: HeaderValue?
    ) -> StaticDocument {
        var page = ByteWriter(capacity: fragment.count + 1024)
        page.append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        page.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        page.append(title)
        page.append("</title>\n<link rel=\"stylesheet\" href=\"")
        page.append(style)
        page.append("\">\n</head>\n<body>\n<nav>")
        page.append(ways)
        page.append("</nav>\n<main>\n")
        page.append(fragment)
        page.append("</main>\n</body>\n</html>\n")
        return StaticDocument(
            page.finish(), .html, modified: modified, links: links, policy: policy)
    }

    private static let policy: HeaderValue = """
        default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'self'; \
        base-uri 'none'
        """

    static let style: Bytes = """
        body { font: 16px/1.5 sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em; }
        h1, h2, h3 { line-height: 1.2; margin-top: 1.5em; }
        table { border-collapse: collapse; }
        th, td { border: 1px solid #999; padding: .3em .6em; text-align: left; }
        code, pre { font-family: monospace; background: #f3f3f3; }
        pre { padding: .8em; overflow-x: auto; }
        @media (prefers-color-scheme: dark) {
          body { background: #181818; color: #ddd; }
          a { color: #8bf; }
          code, pre { background: #282828; }
        }

        """
}
