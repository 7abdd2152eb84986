import JSON
import Octets

extension ExplorerPage {
    mutating func stateSection() {
        guard !content.state.isEmpty else { return }
        html.append("<section>\n<h2>State</h2>\n")
        state(content.state)
        html.append("</section>\n")
    }

    /// A table of names and values.
    mutating func state(_ members: [HALContent.Member]) {
        guard !members.isEmpty else { return }
        html.append("<table class=\"state\">\n")
        for member in members {
            html.append("<tr><th scope=\"row\">")
            html.append(html: member.name, limit: Self.valueBytes)
            html.append("</th> <td>")
            value(member)
            html.append("</td></tr>\n")
        }
        html.append("</table>\n")
    }

    /// A value: JSON, also the JSON in a string, member by member; text as it is.
    private mutating func value(_ member: HALContent.Member) {
        let text = member.string ?? member.text
        guard !text.isEmpty else { return html.append("<em>empty</em>") }
        let isContainer = text.count > 1 && (text[0] == 0x7B || text[0] == 0x5B) && text.isJSON
        if isContainer, text.count > 2 {
            var pretty = ByteWriter(capacity: min(text.count, Self.valueBytes) * 2)
            pretty.append(prettyJSON: text, limit: Self.valueBytes)
            html.append("<pre>")
            html.append(html: pretty.finish())
            if text.count > Self.valueBytes {
                html.append("… <em>(")
                html.append(decimal: text.count - Self.valueBytes)
                html.append(" more bytes)</em>")
            }
            html.append("</pre>")
        } else {
            let hasLines = text.span.firstIndex(of: UInt8(ascii: "\n")) != nil
            html.append(hasLines ? "<pre>" : "<bdi>")
            html.append(html: text, limit: Self.valueBytes)
            html.append(hasLines ? "</pre>" : "</bdi>")
        }
    }
}
