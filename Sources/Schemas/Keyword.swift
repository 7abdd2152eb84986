package import JSON
package import Octets

/// One thing that a ``Schema`` says (draft-handrews-json-schema-validation-01).
package enum Keyword: Hashable, Sendable {
    /// `$schema`: draft 07.
    case dialect
    /// `$ref` to `#`: what the schema at the root says. Nothing else counts beside it.
    case root
    case title(Bytes)
    case description(Bytes)
    case type(SchemaType)
    /// The members an object must have.
    case required([Bytes])
    case properties([Schema.Property])
    /// Whether an object may have members that ``properties(_:)`` does not name.
    case additionalProperties(Bool)
    /// What every name in an object must be.
    case propertyNames(Schema)
    /// The fewest members of an object, names that repeat counted once.
    case minProperties(Int)
    /// The most members of an object, names that repeat counted once.
    case maxProperties(Int)
    /// What every element of an array must be.
    case items(Schema)
    /// What at least one element of an array must be.
    case contains(Schema)
    case minItems(Int)
    case maxItems(Int)
    /// No two elements of an array are the same value.
    case uniqueItems
    case allOf([Schema])
    case anyOf([Schema])
    case oneOf([Schema])
    case not(Schema)
    /// `enum`: the value is one of these.
    case oneOfValues([JSONValue])
    /// `const`: the value is this one.
    case constant(JSONValue)
    case pattern(Pattern)
    /// The fewest characters (code points) of a string.
    case minLength(Int)
    /// The most characters (code points) of a string.
    case maxLength(Int)
    /// `contentMediaType` `application/json`: a string holds JSON text. Draft 07 lets validators look
    /// into the string; this one does.
    case jsonText
    case minimum(Int64)
    case maximum(Int64)
    case exclusiveMinimum(Int64)
    case exclusiveMaximum(Int64)
    /// A keyword that tells but never refuses: `default`, `format`, `x-schema-form` …
    case annotation(Bytes, JSONValue)

    /// The name by which JSON knows the keyword.
    package var name: Bytes {
        switch self {
        case .dialect: "$schema"
        case .root: "$ref"
        case .title: "title"
        case .description: "description"
        case .type: "type"
        case .required: "required"
        case .properties: "properties"
        case .additionalProperties: "additionalProperties"
        case .propertyNames: "propertyNames"
        case .minProperties: "minProperties"
        case .maxProperties: "maxProperties"
        case .items: "items"
        case .contains: "contains"
        case .minItems: "minItems"
        case .maxItems: "maxItems"
        case .uniqueItems: "uniqueItems"
        case .allOf: "allOf"
        case .anyOf: "anyOf"
        case .oneOf: "oneOf"
        case .not: "not"
        case .oneOfValues: "enum"
        case .constant: "const"
        case .pattern: "pattern"
        case .minLength: "minLength"
        case .maxLength: "maxLength"
        case .jsonText: "contentMediaType"
        case .minimum: "minimum"
        case .maximum: "maximum"
        case .exclusiveMinimum: "exclusiveMinimum"
        case .exclusiveMaximum: "exclusiveMaximum"
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
