package import Octets

extension JSONValue {
    /// The value as a JSON text without white space.
    package var text: Bytes {
        var writer = JSONWriter(capacity: 256)
        writer.value(self)
        return writer.finish()
    }
}

extension JSONValue: CustomStringConvertible {
    package var description: String { text.text }
}

extension JSONWriter {
    /// Writes a tree.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let flag): self.value(flag)
        case .number(let text): splice(text)
        case .string(let text): self.value(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                name(escaping: member.name.span)
                self.value(member.value)
            }
            endObject()
        }
    }
}
