import HTTP
import Octets

extension ExplorerPage {
    /// The links of the document that the pager does not have, each with what its relation means, what is
    /// there, and in which media type if that is not HAL.
    mutating func linksSection() {
        let links = content.links.filter { link in
            link.relation != "curies" && !isWay(link) && !Self.isThisPage(link)
        }
        guard !links.isEmpty else { return }
        html.append("<section>\n<h2>Links</h2>\n<table class=\"links\">\n")
        for link in links {
            html.append("<tr><th scope=\"row\">")
            relation(link.relation)
            html.append("</th> <td>")
            target(link)
            html.append("</td> <td class=\"type\">")
            if let type = link.type, type != MediaType.hal.essence { html.append(html: type) }
            html.append("</td></tr>\n")
        }
        html.append("</table>\n</section>\n")
    }

    /// The links of an embedded resource, in one line.
    mutating func inlineLinks(_ links: [HALContent.LinkObject]) {
        let shown = links.filter { link in
            !["curies", "self"].contains(link.relation) && !link.isTemplated
                && link.href.isSafeReference
        }
        guard !shown.isEmpty else { return }
        html.append("<p class=\"inline\">")
        for link in shown {
            html.append("<a href=\"")
            html.append(html: link.href)
            html.append("\">")
            html.append(html: link.relation)
            html.append("</a>\n")
        }
        html.append("</p>\n")
    }

    /// The name of a relation, which leads to its documentation where a curie says how.
    mutating func relation(_ name: Bytes) {
        guard let (template, rest) = content.curie(of: name) else {
            return html.append(html: name)
        }
        let href = URITemplate(template).expanded { $0 == "rel" ? rest : nil }
        guard href.isSafeReference else { return html.append(html: name) }
        html.append("<a rel=\"help\" href=\"")
        html.append(html: href)
        html.append("\">")
        html.append(html: name)
        html.append("</a>")
    }

    private mutating func target(_ link: HALContent.LinkObject) {
        let text = link.title ?? link.name ?? link.href
        if link.isTemplated {
            fields(of: link)
        } else if Self.isRepresentation(link) {
            html.append("<bdi>")
            html.append(html: text, limit: Self.valueBytes)
            html.append("</bdi> (by Accept)")
        } else if link.href.isSafeReference {
            html.append("<a href=\"")
            html.append(html: link.href)
            html.append("\"><bdi>")
            html.append(html: text, limit: Self.valueBytes)
            html.append("</bdi></a>")
        } else {
            html.append(html: link.href, limit: Self.valueBytes)
        }
    }

    /// A template as a form with a field for each variable. The server fills it in, since HTML can write
    /// a query but no path.
    private mutating func fields(of link: HALContent.LinkObject) {
        guard let template = link.href.belowRoot(from: path) else {
            return html.append(html: link.href)
        }
        html.append("<form class=\"template\" method=\"get\" action=\"")
        html.append(root)
        html.append("explorer/expand\">")
        if let title = link.title {
            html.append("<span>")
            html.append(html: title)
            html.append("</span> ")
        }
        html.append("<input type=\"hidden\" name=\"")
        html.append(ExplorerResource.templateField)
        html.append("\" value=\"")
        html.append(html: template)
        html.append("\">")
        for variable in URITemplate(link.href).variables {
            html.append("<label>")
            html.append(html: variable)
            html.append(" <input name=\"")
            html.append(html: variable)
            html.append("\"></label> ")
        }
        html.append("<button>Go</button></form>")
    }
}
