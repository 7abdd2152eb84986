package import Octets

/// The fields of a message in the order of the wire, names as they were spelled (RFC 9110 §5). Kept in an
/// array: a request has few fields, and a dictionary keyed from outside could be flooded.
package struct Headers: Sendable {
    /// One field line.
    package struct Field: Sendable {
        /// The name as spelled.
        package let name: Bytes
        /// The value without the white space around it.
        package let value: Bytes

        /// A field of these bytes, which the caller has checked.
        package init(name: Bytes, value: Bytes) {
            self.name = name
            self.value = value
        }
    }

    /// The field lines in order.
    package private(set) var fields: [Field]

    /// Fields that the parser has checked.
    package init(fields: [Field] = []) { self.fields = fields }

    /// The value of the first field of that name, or nil.
    package subscript(name: HeaderName) -> Bytes? {
        for field in fields where field.name.span.equalsIgnoringASCIICase(name.spelling.span) {
            return field.value
        }
        return nil
    }

    /// The values of every field of that name, in order.
    package func all(_ name: HeaderName) -> [Bytes] {
        fields.filter { $0.name.span.equalsIgnoringASCIICase(name.spelling.span) }.map(\.value)
    }

    /// The value of a field whose lines combine to one comma-separated list (RFC 9110 §5.3), or nil.
    package func list(_ name: HeaderName) -> Bytes? {
        let values = all(name)
        guard values.count > 1 else { return values.first }
        var writer = ByteWriter(capacity: 128)
        for (index, value) in values.enumerated() {
            if index > 0 { writer.append(", ") }
            writer.append(value)
        }
        return writer.finish()
    }

    /// Whether a field of that name is there.
    package func contains(_ name: HeaderName) -> Bool { self[name] != nil }

    /// Adds a field line behind the others.
    package mutating func add(_ name: HeaderName, _ value: HeaderValue) {
        fields.append(Field(name: name.spelling, value: value.bytes))
    }

    /// Puts one field line in the place of all of that name.
    package mutating func set(_ name: HeaderName, _ value: HeaderValue) {
        remove(name)
        add(name, value)
    }

    /// Puts these fields, each of a name of its own, in the place of all of their names: what every answer of
    /// an API carries, prepared once.
    package mutating func set(all prepared: Headers) {
        fields.removeAll { known in
            prepared.fields.contains { $0.name.span.equalsIgnoringASCIICase(known.name.span) }
        }
        fields.append(contentsOf: prepared.fields)
    }

    /// Takes away every field line of that name.
    package mutating func remove(_ name: HeaderName) {
        guard contains(name) else { return }
        fields.removeAll { $0.name.span.equalsIgnoringASCIICase(name.spelling.span) }
    }
}
