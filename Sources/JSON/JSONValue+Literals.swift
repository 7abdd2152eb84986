package import Octets

// Trees of the server's own are written down as they will look. Texts in them are literals, so nothing from
// outside comes this way.

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object; its members keep the order in which they stand.
    package init(dictionaryLiteral elements: (Bytes, JSONValue)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// An array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// A string.
    package init(stringLiteral value: StaticString) { self = .string(Bytes(value)) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// A whole number.
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    /// True or false.
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
