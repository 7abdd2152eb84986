package import JSON
import Octets

/// Finds everything in a document that a schema does not allow, so that a client can mend all of it at
/// once. Made for refusals: what is right is recognised more cheaply while it is read.
package struct Validator: Sendable {
    /// The schema that decides.
    package let schema: Schema
    /// The most faults told, in number: a batch of ten thousand wrong messages needs no list of them all.
    package let faultLimit: Int

    package init(_ schema: Schema, faultLimit: Int = 100) {
        self.schema = schema
        self.faultLimit = faultLimit
    }

    /// The faults of a document in the order of its text, none if it is valid. `pointer` is where in a
    /// greater document it stands.
    package func faults(
        in value: JSONValue, at pointer: JSONPointer = JSONPointer()
    ) -> [SchemaFault] {
        var walk = Walk(limit: faultLimit)
        walk.check(value, against: schema, at: pointer)
        return walk.faults
    }

    /// Whether the schema allows a document.
    package func allows(_ value: JSONValue) -> Bool {
        var walk = Walk(limit: 1)
        walk.check(value, against: schema, at: JSONPointer())
        return walk.faults.isEmpty
    }

    private struct Walk {
        let limit: Int
        var faults: [SchemaFault] = []

        init(limit: Int) { self.limit = limit }

        mutating func check(_ value: JSONValue, against schema: Schema, at pointer: JSONPointer) {
            for keyword in schema.keywords {
                guard faults.count < limit else { return }
                switch keyword {
                case .type(let type):
                    if !type.includes(value) {
                        note(keyword, "must be \(type.phrase)", pointer)
                        // What else is said of another type would only repeat the complaint.
                        return
                    }
                case .required, .properties, .additionalProperties:
                    guard case .object(let members) = value else { continue }
                    check(members, keyword, schema, pointer)
                case .items(let itemSchema):
                    guard case .array(let elements) = value else { continue }
                    for (index, element) in elements.enumerated() {
                        guard faults.count < limit else { return }
                        check(element, against: itemSchema, at: pointer.appending(index))
                    }
                case .anyOf, .oneOf, .oneOfValues: checkChoice(value, keyword, pointer)
                case .pattern, .minLength, .maxLength:
                    if case .string(let text) = value { check(text, keyword, pointer) }
                case .minimum, .maximum:
                    if case .number(let text) = value {
                        check(JSONNumber(text), keyword, pointer)
                    }
                case .dialect, .title, .description, .annotation: continue
                }
            }
        }

        private mutating func note(_ keyword: Keyword, _ message: String, _ pointer: JSONPointer) {
            guard faults.count < limit else { return }
            faults.append(SchemaFault(pointer: pointer, rule: keyword.name, message: message))
        }

        private mutating func check(
            _ members: [JSONMember], _ keyword: Keyword, _ schema: Schema, _ pointer: JSONPointer
        ) {
            switch keyword {
            case .required(let names):
                for name in names where !members.contains(where: { $0.name == name }) {
                    note(keyword, "is required", pointer.appending(name))
                }
            case .properties(let properties):
                for property in properties {
                    // Of members that repeat, the last one counts, as it does when the form is read.
                    guard let member = members.last(where: { $0.name == property.name }) else {
                        continue
                    }
                    check(
                        member.value, against: property.schema,
                        at: pointer.appending(property.name))
                }
            case .additionalProperties(false):
                let known = schema.properties.map(\.name)
                for member in members where !known.contains(member.name) {
                    note(keyword, "is not known here", pointer.appending(member.name))
                }
            default: return
            }
        }

        private mutating func checkChoice(
            _ value: JSONValue, _ keyword: Keyword, _ pointer: JSONPointer
        ) {
            switch keyword {
            case .anyOf(let schemas):
                if !schemas.contains(where: { Validator($0).allows(value) }) {
                    note(keyword, "has none of the forms that are allowed", pointer)
                }
            case .oneOf(let schemas):
                let count = schemas.count { Validator($0).allows(value) }
                if count != 1 {
                    note(keyword, "must have exactly one of the forms that are allowed", pointer)
                }
            case .oneOfValues(let values):
                if !values.contains(where: { $0.isSame(as: value) }) {
                    let list = values.map(\.description).joined(separator: ", ")
                    note(keyword, "must be one of \(list)", pointer)
                }
            default: return
            }
        }

        private mutating func check(_ text: Bytes, _ keyword: Keyword, _ pointer: JSONPointer) {
            switch keyword {
            case .pattern(let pattern):
                if !pattern.matches(text) { note(keyword, "must be \(pattern.phrase)", pointer) }
            case .minLength(let count):
                if text.characterCount < count {
                    note(keyword, "must have at least \(count) characters", pointer)
                }
            case .maxLength(let count):
                if text.characterCount > count {
                    note(keyword, "must have at most \(count) characters", pointer)
                }
            default: return
            }
        }

        private mutating func check(
            _ number: JSONNumber, _ keyword: Keyword, _ pointer: JSONPointer
        ) {
            switch keyword {
            case .minimum(let limit):
                if number.isLess(than: limit) ?? true {
                    note(keyword, "must be \(limit) or more", pointer)
                }
            case .maximum(let limit):
                if number.isGreater(than: limit) ?? true {
                    note(keyword, "must be \(limit) or less", pointer)
                }
            default: return
            }
        }
    }
}

extension Bytes {
    /// The code points of well-formed UTF-8: every byte but those that continue one.
    fileprivate var characterCount: Int {
        let span = span
        var count = 0
        for index in span.indices where span[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }
}

extension JSONValue {
    /// Whether both are the same value (JSON Schema: numbers by value, members in any order).
    fileprivate func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): JSONNumber(left) == JSONNumber(right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in
                    other[member.name].map { member.value.isSame(as: $0) } ?? false
                }
        default: self == other
        }
    }
}
