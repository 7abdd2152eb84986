import HTTP
import JSON
import Octets

/// A HAL document as a web page (`hal-api.md` §16): its state, links, forms and embedded resources, readable
/// without a script, in lynx too. Everything on it comes from the document. The script that it names makes
/// it again from the same document, and brings the forms to life.
struct ExplorerPage: ~Copyable {
    /// Behind so many bytes of HTML no further embedded resource is shown, only counted.
    static let pageBytes = 4_000_000
    /// The most bytes of one value that are shown.
    static let valueBytes = 16_384
    /// How deep embedded resources are shown inside each other.
    static let embeddingDepth = 4

    /// What is written so far.
    var html: ByteWriter
    /// The path of the document.
    let path: Bytes
    /// What leads from the document to the API's root.
    let root: Bytes
    let content: HALContent

    /// The page of a HAL document that answers `request`. What is no such document is shown as text.
    static func html(_ document: Bytes, _ request: Request, _ status: Status) -> Bytes {
        let content = HALContent(document) ?? HALContent(text: document)
        let capacity = min(document.count, pageBytes) + 8192
        var page = ExplorerPage(content, path: request.target.path, capacity: capacity)
        page.write(status)
        return page.finish()
    }

    private init(_ content: HALContent, path: Bytes, capacity: Int) {
        html = ByteWriter(capacity: capacity)
        self.content = content
        self.path = path
        root = Hrefs(path: path).prefix
    }

    private consuming func finish() -> Bytes { html.finish() }

    private mutating func write(_ status: Status) {
        let title = content.link("self")?.title ?? content.string("title") ?? path
        head(title)
        html.append("<main id=\"main\" tabindex=\"-1\">\n<h1><bdi>")
        html.append(html: title, limit: Self.valueBytes)
        html.append("</bdi></h1>\n")
        if status.code >= 300 {
            html.append("<p class=\"status\">")
            html.append(decimal: status.code)
            html.append(" ")
            html.append(status.reason)
            html.append("</p>\n")
        }
        pager()
        stateSection()
        linksSection()
        formsSection()
        embeddedSections()
        html.append("</main>\n<footer><p>The same for programs: <code>curl -H 'Accept: ")
        html.append(MediaType.hal.essence)
        html.append("' …</code></p></footer>\n</body>\n</html>\n")
    }

    private mutating func head(_ title: Bytes) {
        html.append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        html.append(html: title, limit: 300)
        html.append(" · HALServer</title>\n")
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        html.append("<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"")
        html.append(root)
        html.append("explorer/explorer.css\">\n<script type=\"module\" src=\"")
        html.append(root)
        html.append("explorer/explorer.js\"></script>\n")
        for link in content.links where Self.isRepresentation(link) && !Self.isThisPage(link) {
            html.append("<link rel=\"alternate\" type=\"")
            html.append(html: link.type ?? Bytes())
            html.append("\" href=\"")
            html.append(html: link.href)
            html.append("\">\n")
        }
        html.append("</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n")
        html.append("<header><p><a href=\"")
        html.append(root.isEmpty ? Bytes("./") : root)
        html.append("\">HALServer</a></p></header>\n")
    }

    /// A further representation of the same document, chosen by Accept: to follow it as a link would only
    /// show this page again.
    static func isRepresentation(_ link: HALContent.LinkObject) -> Bool {
        link.relation == "alternate" && link.type != nil && !link.isTemplated
            && link.href.isSafeReference
    }

    /// What the document says of this very page.
    static func isThisPage(_ link: HALContent.LinkObject) -> Bool {
        link.relation == "alternate" && link.type == MediaType.html.essence
    }

    /// The relations of the pages beside this one.
    private static let ways: [Bytes] = ["first", "previous", "next", "last"]

    /// The links to the pages beside this one.
    private var ways: [HALContent.LinkObject] {
        Self.ways.compactMap { content.link($0) }
            .filter { !$0.isTemplated && $0.href.isSafeReference }
    }

    /// Whether the pager has this link already.
    func isWay(_ link: HALContent.LinkObject) -> Bool {
        (Self.ways.contains(link.relation) || link.relation == "prev")
            && ways.contains { $0.href == link.href }
    }

    private mutating func pager() {
        let links = ways
        guard !links.isEmpty else { return }
        html.append("<nav class=\"pager\" aria-label=\"Pages\">\n")
        for link in links {
            html.append("<a rel=\"")
            html.append(link.relation)
            html.append("\" href=\"")
            html.append(html: link.href)
            html.append("\">")
            html.append(link.relation)
            html.append("</a>\n")
        }
        html.append("</nav>\n")
    }
}
