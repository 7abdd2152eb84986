package import JSON
import Octets

extension Schema {
    /// The schema as a tree.
    package var json: JSONValue { .object(members) }

    /// The schema's members in their order.
    package var members: [JSONMember] {
        keywords.map { JSONMember($0.name, $0.value) }
    }
}

extension Keyword {
    /// What stands behind the keyword's name.
    fileprivate var value: JSONValue {
        switch self {
        case .dialect: .string(Schema.dialect)
        case .root: .string("#")
        case .title(let text), .description(let text): .string(text)
        case .type(let type): .string(type.name)
        case .required(let names): .array(names.map { .string($0) })
        case .properties(let properties):
            .object(properties.map { JSONMember($0.name, $0.schema.json) })
        case .additionalProperties(let flag): .boolean(flag)
        case .items(let schema), .contains(let schema), .propertyNames(let schema),
            .not(let schema):
            schema.json
        case .uniqueItems: .boolean(true)
        case .allOf(let schemas), .anyOf(let schemas), .oneOf(let schemas):
            .array(schemas.map(\.json))
        case .oneOfValues(let values): .array(values)
        case .constant(let value): value
        case .pattern(let pattern): .string(pattern.expression)
        case .jsonText: .string("application/json")
        case .minLength(let count), .maxLength(let count), .minItems(let count),
            .maxItems(let count), .minProperties(let count), .maxProperties(let count):
            .integer(count)
        case .minimum(let limit), .maximum(let limit), .exclusiveMinimum(let limit),
            .exclusiveMaximum(let limit):
            .integer(limit)
        case .annotation(_, let value): value
        }
    }
}
