package import Octets
package import Schemas

/// What a request may say to an operation beside its body. The name stands where it is read, so that the
/// description cannot forget it.
package struct Parameter: Sendable {
    /// Where a request says it.
    package enum Place: Sendable {
        case path
        case query
        case header
    }

    package let name: Bytes
    package let place: Place
    /// What is understood. A query may say more: what means nothing there counts as absent
    /// (`hal-api.md` §4).
    package let schema: Schema
    /// What it means, in a sentence.
    package let meaning: Bytes

    /// A parameter; `meaning` is a sentence.
    package init(_ name: Bytes, _ place: Place, _ schema: [Keyword], _ meaning: Bytes) {
        self.name = name
        self.place = place
        self.schema = Schema(schema)
        self.meaning = meaning
    }

    /// A field of the query.
    package static func query(_ name: Bytes, _ schema: [Keyword], _ meaning: Bytes) -> Parameter {
        Parameter(name, .query, schema, meaning)
    }

    /// A header field.
    package static func header(_ name: Bytes, _ schema: [Keyword], _ meaning: Bytes) -> Parameter {
        Parameter(name, .header, schema, meaning)
    }

    /// A segment of the path, which a pattern binds to this name.
    package static func path(_ name: Bytes, _ schema: [Keyword], _ meaning: Bytes) -> Parameter {
        Parameter(name, .path, schema, meaning)
    }

    /// The headers that a form names: their sentences stand in the schema there.
    static func headers(of form: Form) -> [Parameter] {
        (form.submission.headers?.properties ?? []).map { property in
            var meaning = Bytes()
            var keywords: [Keyword] = []
            for keyword in property.schema.keywords {
                if case .description(let text) = keyword {
                    meaning = text
                } else {
                    keywords.append(keyword)
                }
            }
            return Parameter(property.name, .header, keywords, meaning)
        }
    }
}
