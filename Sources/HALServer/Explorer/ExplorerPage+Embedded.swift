import JSON
import Octets

extension ExplorerPage {
    /// What is embedded besides forms, a section for each relation.
    mutating func embeddedSections() {
        for member in content.embedded where Self.form(member.text) == nil {
            html.append("<section>\n<h2>")
            relation(member.name)
            html.append("</h2>\n")
            items(member.text, depth: 1)
            html.append("</section>\n")
        }
    }

    /// The resources of one relation, as many as the page has room for.
    private mutating func items(_ text: Bytes, depth: Int) {
        var shown = 0
        var items: [Bytes] = []
        // What stands behind the room of the page is not looked at but for counting it.
        let room = max((Self.pageBytes - html.count) / Self.itemBytes, 0)
        let count = HALContent.forEachElement(of: text) { element in
            if items.count < room { items.append(element) }
            return items.count < room
        }
        for item in items {
            guard html.count < Self.pageBytes else { break }
            article(item, depth: depth)
            shown += 1
        }
        if count == 0 { html.append("<p>None.</p>\n") }
        guard shown < count else { return }
        html.append("<p class=\"more\">")
        html.append(decimal: count - shown)
        html.append(" more are in the document than this page shows.</p>\n")
    }

    /// The fewest bytes that an embedded resource takes on the page.
    private static let itemBytes = 64

    private mutating func article(_ text: Bytes, depth: Int) {
        html.append("<article>\n")
        if let item = HALContent(text) {
            heading(item)
            state(item.state)
            inlineLinks(item.links)
            for member in item.embedded where depth < Self.embeddingDepth {
                html.append("<h3>")
                relation(member.name)
                html.append("</h3>\n")
                items(member.text, depth: depth + 1)
            }
        } else {
            html.append("<pre>")
            html.append(html: text, limit: Self.valueBytes)
            html.append("</pre>\n")
        }
        html.append("</article>\n")
    }

    private mutating func heading(_ item: HALContent) {
        guard let link = item.link("self"), !link.isTemplated, link.href.isSafeReference else {
            return
        }
        html.append("<h3><a href=\"")
        html.append(html: link.href)
        html.append("\"><bdi>")
        html.append(html: link.title ?? link.href, limit: Self.valueBytes)
        html.append("</bdi></a></h3>\n")
    }
}
