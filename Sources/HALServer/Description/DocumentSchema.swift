package import JSON
package import Octets

/// What a document looks like: a JSON schema (2020-12, as OpenAPI 3.1 has it) with a name, under which the
/// description keeps it.
package struct DocumentSchema: Sendable {
    /// The last part of references to it.
    package let name: Bytes
    package let schema: JSONValue

    /// A schema of that name.
    package init(_ name: Bytes, _ schema: JSONValue) {
        self.name = name
        self.schema = schema
    }

    /// The reference by which other schemas use this one.
    var reference: JSONValue { Self.reference(to: name) }

    /// The reference to a schema of that name.
    static func reference(to name: Bytes) -> JSONValue {
        ["$ref": .string(Bytes("#/components/schemas/").followed(by: name))]
    }

    /// A HAL document: state, links that are always there, and what may be embedded.
    static func hal(
        _ name: Bytes, _ about: Bytes, state: [JSONMember], optional: [Bytes] = [],
        links: [Bytes], embedded: [JSONMember] = []
    ) -> DocumentSchema {
        var members = state
        members.append(
            JSONMember(
                "_links",
                [
                    "allOf": .array([reference(to: "Links")]),
                    "required": .array(links.map { .string($0) }),
                ]))
        if !embedded.isEmpty {
            members.append(
                JSONMember("_embedded", ["type": "object", "properties": .object(embedded)]))
        }
        let required = state.map(\.name).filter { !optional.contains($0) } + ["_links"]
        return DocumentSchema(
            name,
            [
                "description": .string(about), "type": "object",
                "required": .array(required.map { .string($0) }), "properties": .object(members),
            ])
    }
}
