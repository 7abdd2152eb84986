import JSON
import Octets

/// One walk of a ``Validator`` through a document and its schema side by side.
struct SchemaWalk {
    /// The most schemas inside each other: a reference to the root from the root itself would never end.
    static let depthLimit = 2 * JSONScanner.depthLimit

    let root: Schema
    /// The most faults that are collected.
    let limit: Int
    private(set) var faults: [SchemaFault] = []
    /// The schemas that the walk is inside of.
    private var depth: Int

    init(root: Schema, limit: Int, depth: Int = 0) {
        self.root = root
        self.limit = limit
        self.depth = depth
    }

    /// Whether no more faults are wanted.
    var isFull: Bool { faults.count >= limit }

    /// Collects what `schema` does not allow in the value at `pointer`.
    mutating func check(_ value: JSONValue, against schema: Schema, at pointer: JSONPointer) {
        depth += 1
        defer { depth -= 1 }
        if schema.keywords.contains(.root) {
            guard depth < Self.depthLimit else { return note(.root, "never ends", pointer) }
            return check(value, against: root, at: pointer)
        }
        for keyword in schema.keywords {
            guard !isFull else { return }
            switch keyword {
            case .type(let type):
                if !type.includes(value) {
                    note(keyword, "must be \(type.phrase)", pointer)
                    // What else is said of another type would only repeat the complaint.
                    return
                }
            case .required, .properties, .additionalProperties, .propertyNames, .minProperties,
                .maxProperties:
                guard case .object(let members) = value else { continue }
                check(members, keyword, schema, pointer)
            case .items, .contains, .minItems, .maxItems, .uniqueItems:
                guard case .array(let elements) = value else { continue }
                check(elements, keyword, pointer)
            case .allOf, .anyOf, .oneOf, .not, .oneOfValues, .constant:
                checkChoice(value, keyword, pointer)
            case .pattern, .minLength, .maxLength, .jsonText:
                if case .string(let text) = value { check(text, keyword, pointer) }
            case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum:
                if case .number(let text) = value { check(JSONNumber(text), keyword, pointer) }
            case .root, .dialect, .title, .description, .annotation: continue
            }
        }
    }

    /// Collects one fault.
    mutating func note(_ keyword: Keyword, _ message: String, _ pointer: JSONPointer) {
        guard !isFull else { return }
        faults.append(SchemaFault(pointer: pointer, rule: keyword.name, message: message))
    }

    /// Whether a schema allows a value, without telling why not.
    func allows(_ value: JSONValue, _ schema: Schema) -> Bool {
        var walk = SchemaWalk(root: root, limit: 1, depth: depth)
        walk.check(value, against: schema, at: JSONPointer())
        return walk.faults.isEmpty
    }

    private mutating func checkChoice(
        _ value: JSONValue, _ keyword: Keyword, _ pointer: JSONPointer
    ) {
        switch keyword {
        case .allOf(let schemas):
            for schema in schemas { check(value, against: schema, at: pointer) }
        case .anyOf(let schemas):
            if !schemas.contains(where: { allows(value, $0) }) {
                note(keyword, "has none of the forms that are allowed", pointer)
            }
        case .oneOf(let schemas):
            if schemas.count(where: { allows(value, $0) }) != 1 {
                note(keyword, "must have exactly one of the forms that are allowed", pointer)
            }
        case .not(let schema):
            guard allows(value, schema) else { return }
            if case .constant(let wrong)? = schema.keywords.first {
                note(keyword, "must not be \(wrong)", pointer)
            } else {
                note(keyword, "has a form that is not allowed", pointer)
            }
        case .oneOfValues(let values):
            if !values.contains(where: { $0.isSame(as: value) }) {
                let list = values.map(\.description).joined(separator: ", ")
                note(keyword, "must be one of \(list)", pointer)
            }
        case .constant(let constant):
            if !constant.isSame(as: value) { note(keyword, "must be \(constant)", pointer) }
        default: return
        }
    }
}
