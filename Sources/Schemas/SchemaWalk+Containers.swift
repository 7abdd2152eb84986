import JSON
import Octets

extension SchemaWalk {
    /// Collects what is wrong with an object.
    mutating func check(
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
                    member.value, against: property.schema, at: pointer.appending(property.name))
            }
        case .additionalProperties(false):
            let known = schema.properties.map(\.name)
            for name in members.distinctNames where !known.contains(name) {
                note(keyword, "is not known here", pointer.appending(name))
            }
        case .propertyNames(let names):
            for name in members.distinctNames where !allows(.string(name), names) {
                note(keyword, "has a name that is not allowed", pointer.appending(name))
            }
        case .minProperties(let count):
            if members.distinctNames.count < count {
                note(keyword, "must have at least \(count) members", pointer)
            }
        case .maxProperties(let count):
            if members.distinctNames.count > count {
                note(keyword, "must have at most \(count) members", pointer)
            }
        default: return
        }
    }

    /// Collects what is wrong with an array.
    mutating func check(_ elements: [JSONValue], _ keyword: Keyword, _ pointer: JSONPointer) {
        switch keyword {
        case .items(let schema):
            for (index, element) in elements.enumerated() {
                guard !isFull else { return }
                check(element, against: schema, at: pointer.appending(index))
            }
        case .contains(let schema):
            if !elements.contains(where: { allows($0, schema) }) {
                note(keyword, "has no element of the form that is needed", pointer)
            }
        case .minItems(let count):
            if elements.count < count {
                note(keyword, "must have at least \(count) elements", pointer)
            }
        case .maxItems(let count):
            if elements.count > count {
                note(keyword, "must have at most \(count) elements", pointer)
            }
        case .uniqueItems:
            var seen: Set<JSONValue> = []
            for (index, element) in elements.enumerated()
            where !seen.insert(element.canonical).inserted {
                return note(keyword, "is there twice", pointer.appending(index))
            }
        default: return
        }
    }
}

extension [JSONMember] {
    /// The names in their order, each once.
    fileprivate var distinctNames: [Bytes] {
        var seen: Set<Bytes> = []
        return map(\.name).filter { seen.insert($0).inserted }
    }
}
