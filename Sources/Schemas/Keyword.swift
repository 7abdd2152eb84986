package import JSON
package import Octets

/// One thing that a ``Schema`` says (draft-handrews-json-schema-validation-01).
package enum Keyword: Hashable, Sendable {
    /// `$schema`: draft 07.
    case dialect
    case title(Bytes)
    case description(Bytes)
    case type(SchemaType)
    /// The members an object must have.
    case required([Bytes])
    case properties([Schema.Property])
    /// Whether an object may have members that ``properties(_:)`` does not name.
    case additionalProperties(Bool)
    /// What every element of an array must be.
    case items(Schema)
    case anyOf([Schema])
    case oneOf([Schema])
    /// `enum`: the value is one of these.
    case oneOfValues([JSONValue])
    case pattern(Pattern)
    /// The fewest characters (code points) of a string.
    case minLength(Int)
    /// The most characters (code points) of a string.
    case maxLength(Int)
    case minimum(Int64)
    case maximum(Int64)
    /// A keyword that tells but never refuses: `default`, `contentMediaType`, `x-schema-form` …
    case annotation(Bytes, JSONValue)

    /// The name by which JSON knows the keyword.
    package var name: Bytes {
        switch self {
        case .dialect: "$schema"
        case .title: "title"
        case .description: "description"
        case .type: "type"
        case .required: "required"
        case .properties: "properties"
        case .additionalProperties: "additionalProperties"
        case .items: "items"
        case .anyOf: "anyOf"
        case .oneOf: "oneOf"
        case .oneOfValues: "enum"
        case .pattern: "pattern"
        case .minLength: "minLength"
        case .maxLength: "maxLength"
        case .minimum: "minimum"
        case .maximum: "maximum"
        case .annotation(let name, _): name
        }
    }

    /// The hint by which known browsers draw a field: `x-schema-form`.
    package static func field(_ key: Bytes, as type: Bytes, rows: Int? = nil) -> Keyword {
        var members = [JSONMember("key", .string(key)), JSONMember("type", .string(type))]
        if let rows { members.append(JSONMember("rows", .integer(rows))) }
        return .annotation("x-schema-form", .object(members))
    }
}
