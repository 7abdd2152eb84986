import HTTP
import Octets

/// The frame that documentation has in a browser. It needs no script, and may stand in a frame of this
/// server's own pages, which HAL browsers do with it.
enum DocsPage {
    /// The last segment of the style sheet's address, below `/docs`.
    static let styleName: Bytes = "style.css"
    static let styleType = MediaType("text/css", field: "text/css; charset=utf-8")

    /// An HTML answer around a rendered fragment.
    static func response(
        _ fragment: Bytes, title: Bytes, style: StaticString = "style.css"
    ) -> Response {
        var page = ByteWriter(capacity: fragment.count + 512)
        page.append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        page.append(title)
        page.append("</title>\n<link rel=\"stylesheet\" href=\"")
        page.append(style)
        page.append("\">\n</head>\n<body>\n")
        page.append(fragment)
        page.append("</body>\n</html>\n")
        var response = Response(.ok, .html, page.finish())
        response.headers.add(.contentSecurityPolicy, policy)
        return response
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
