package import JSON
package import Octets

/// The types that a schema can ask for.
package enum SchemaType: Hashable, Sendable {
    case object
    case array
    case string
    case number
    /// A whole number, in whatever way it is written: `1`, `1.0`, `1e2`.
    case integer
    case boolean
    case null

    /// The name by which JSON knows the type.
    package var name: Bytes {
        switch self {
        case .object: "object"
        case .array: "array"
        case .string: "string"
        case .number: "number"
        case .integer: "integer"
        case .boolean: "boolean"
        case .null: "null"
        }
    }

    /// The type with its article, for messages.
    var phrase: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .integer: "an integer"
        case .boolean: "true or false"
        case .null: "null"
        }
    }

    /// Whether a value is of this type.
    package func includes(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.object, .object), (.array, .array), (.string, .string), (.number, .number),
            (.boolean, .boolean), (.null, .null):
            true
        case (.integer, .number(let text)): JSONNumber(text).isWhole
        default: false
        }
    }
}
