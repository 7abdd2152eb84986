import JSON
import Octets

extension ExplorerPage {
    /// The most bytes of a schema that is read as a form.
    private static let formBytes = 262_144

    /// The schema that an embedded resource is, known by its `$schema` (`hal-api.md` §5.9); nil where it is
    /// something else.
    static func form(_ text: Bytes) -> JSONValue? {
        guard text.count <= formBytes, text.count > 0, text[0] == UInt8(ascii: "{"),
            let value = try? JSONValue(parsing: text), let dialect = value["$schema"]?.string,
            dialect.span.ends(with: Bytes("schema#").span)
        else { return nil }
        return value
    }

    /// What can be done with the resource, for reading. The script makes fields and buttons of it.
    mutating func formsSection() {
        let forms = content.embedded.compactMap { member in
            Self.form(member.text).map { (member.name, $0) }
        }
        guard !forms.isEmpty else { return }
        html.append("<section>\n<h2>Forms</h2>\n")
        for (name, schema) in forms { form(name, schema) }
        html.append("</section>\n")
    }

    private mutating func form(_ name: Bytes, _ schema: JSONValue) {
        html.append("<article>\n<h3>")
        html.append(html: schema["title"]?.string ?? name)
        html.append("</h3>\n<p>")
        relation(name)
        html.append("</p>\n")
        let links = schema["links"]?.elements ?? []
        for link in links { submission(link) }
        if let text = schema["description"]?.string {
            html.append("<p>")
            html.append(html: text)
            html.append("</p>\n")
        }
        fields(Self.object(in: schema, depth: 0), caption: "Body")
        if let headers = links.first?["headerSchema"] { fields(headers, caption: "Header fields") }
        html.append("</article>\n")
    }

    /// How a form is sent: a link of its hyper-schema.
    private mutating func submission(_ link: JSONValue) {
        guard let href = link["href"]?.string else { return }
        html.append("<p>")
        if let title = link["title"]?.string {
            html.append(html: title)
            html.append(": ")
        }
        html.append("<code>")
        html.append(html: link["targetHints"]?["allow"]?[0]?.string ?? "POST")
        html.append(" ")
        html.append(html: href, limit: Self.valueBytes)
        html.append("</code>")
        if let type = link["submissionMediaType"]?.string {
            html.append(" as <code>")
            html.append(html: type)
            html.append("</code>")
        }
        html.append("</p>\n")
    }

    /// The object that a schema asks for: itself, or the first of its alternatives or elements that is one.
    private static func object(in schema: JSONValue, depth: Int) -> JSONValue {
        guard schema["properties"] == nil, depth < 4 else { return schema }
        let alternatives = ["oneOf", "anyOf", "allOf"].flatMap { (name: Bytes) in
            schema[name]?.elements ?? []
        }
        for alternative in alternatives + [schema["items"]].compactMap({ $0 }) {
            let found = object(in: alternative, depth: depth + 1)
            if found["properties"] != nil { return found }
        }
        return schema
    }

    private mutating func fields(_ schema: JSONValue, caption: StaticString) {
        guard let members = schema["properties"]?.members, !members.isEmpty else { return }
        let required = (schema["required"]?.elements ?? []).compactMap(\.string)
        html.append("<table class=\"fields\"><caption>")
        html.append(caption)
        html.append("</caption>\n")
        for member in members {
            html.append("<tr><th scope=\"row\">")
            html.append(html: member.name)
            html.append("</th> <td>")
            html.append(html: member.value["type"]?.string ?? "any")
            html.append(required.contains(member.name) ? ", required</td> <td>" : "</td> <td>")
            html.append(html: member.value["description"]?.string ?? Bytes())
            html.append("</td></tr>\n")
        }
        html.append("</table>\n")
    }
}
