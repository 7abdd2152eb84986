package import Octets

/// A JSON schema (draft 07) of the keywords that our forms use. They keep their order, so that a document
/// looks as it was written.
package struct Schema: Hashable, Sendable {
    /// The address that says "draft 07". Clients recognise a form by its ending `schema#`.
    package static let dialect: Bytes = "http://json-schema.org/draft-07/schema#"

    /// What the schema says, in the order in which it is shown.
    package let keywords: [Keyword]

    package init(_ keywords: [Keyword]) { self.keywords = keywords }

    /// The schema's title, if it has one.
    package var title: Bytes? {
        for case .title(let title) in keywords { return title }
        return nil
    }

    /// The schemas of an object's members; empty where none are named.
    package var properties: [Property] {
        for case .properties(let properties) in keywords { return properties }
        return []
    }

    /// The names that an object must have.
    package var required: [Bytes] {
        for case .required(let names) in keywords { return names }
        return []
    }
}

extension Schema {
    /// A member of an object and the schema of its value.
    package struct Property: Hashable, Sendable {
        package let name: Bytes
        package let schema: Schema

        package init(_ name: Bytes, _ keywords: [Keyword]) {
            self.name = name
            schema = Schema(keywords)
        }
    }
}
