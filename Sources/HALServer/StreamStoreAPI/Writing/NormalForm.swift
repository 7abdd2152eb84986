import JSON
import Octets

/// The body of a form as its schema sees it: a small tree of the members that the schema names, with the
/// legacy spellings put right (`hal-api.md` §6.6, §8.1, §14.21). Made only where a body is refused, to
/// find out why; what stands inside of a payload is no part of it, so that it stays small whatever is sent.
struct NormalForm {
    /// What spellings of a member there are besides the one that the schema knows.
    enum Spelling: Sendable {
        /// None.
        case plain
        /// A UUID with or without hyphens, braces, parentheses.
        case identifier
        /// An object, for which any value but null may stand.
        case data
        /// A string of JSON text, for which an object may stand; null and `""` are as good as nothing.
        case text
        /// An object, for which a string of JSON text may stand; null and `""` are as good as nothing.
        case object
        /// A value that null clears.
        case clearable
    }

    /// A member that the schema names.
    typealias Field = (name: StaticString, spelling: Spelling)

    private let body: Bytes
    private let fields: [Field]

    /// Reads a body: one object, or an array of them. What goes beyond `limit` elements is checked to be
    /// JSON, but only one more of them is told.
    static func document(
        _ body: Bytes, _ fields: [Field], limit: Int = 0
    ) throws(JSONError) -> JSONValue {
        let form = NormalForm(body: body, fields: fields)
        var scanner = JSONScanner(body.span)
        scanner.skipByteOrderMark()
        var elements: [JSONValue] = []
        let isArray = try scanner.nextKind() == .array
        if isArray {
            try scanner.beginArray()
            while try scanner.nextElement() {
                if elements.count > limit {
                    try scanner.skipValue()
                } else {
                    elements.append(try form.object(&scanner))
                }
            }
        } else {
            elements.append(try form.object(&scanner))
        }
        try scanner.finish()
        return isArray ? .array(elements) : elements[0]
    }

    private init(body: Bytes, fields: [Field]) {
        self.body = body
        self.fields = fields
    }

    /// Reads an object. Where a name repeats, its last value counts.
    private func object(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        guard try scanner.nextKind() == .object else { return try plain(&scanner) }
        var values = [JSONValue?](repeating: nil, count: fields.count)
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            let isMissing = scanner.isValueMissing()
            if let index = fields.firstIndex(where: { scanner.text(name, is: $0.name) }) {
                values[index] = try value(&scanner, fields[index].spelling, isMissing: isMissing)
            } else if !isMissing {
                try scanner.skipValue()
            }
        }
        var members: [JSONMember] = []
        for (field, value) in zip(fields, values) {
            if let value { members.append(JSONMember(Bytes(field.name), value)) }
        }
        return .object(members)
    }

    /// Reads a member's value; nil where it is as good as nothing.
    private func value(
        _ scanner: inout JSONScanner, _ spelling: Spelling, isMissing: Bool
    ) throws(JSONError) -> JSONValue? {
        let value = isMissing ? .null : try plain(&scanner)
        switch (spelling, value) {
        case (.plain, _): return value
        case (.identifier, .string(let text)):
            return .string(UUID(text.span).map { Bytes($0.description) } ?? text)
        case (.identifier, _): return value
        case (.data, .null): return value
        case (.data, _): return .object([])
        case (.text, .null), (.object, .null), (.clearable, .null): return nil
        case (.text, .string("")), (.object, .string("")): return nil
        case (.text, .object): return .string("{}")
        case (.object, .string(let text)): return text.isJSON ? .object([]) : value
        default: return value
        }
    }

    /// Reads any value. What stands in an array or an object is left out: no form looks there.
    private func plain(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        switch try scanner.nextKind() {
        case .null:
            try scanner.null()
            return .null
        case .boolean: return .boolean(try scanner.boolean())
        case .number: return .number(body[try scanner.number()])
        case .string: return .string(try body.decoding(scanner.string()))
        case .array:
            try scanner.skipValue()
            return .array([])
        case .object:
            try scanner.skipValue()
            return .object([])
        }
    }
}
