import HTTP
import Octets

/// The fields of a query string, decoded. Total: whatever stands there can be read, nothing is an error
/// (`hal-api.md` §4). Kept in an array, since names come from outside.
struct QueryFields: Sendable {
    /// A name that is understood in two spellings. Made once: comparing costs no allocation then.
    struct Name: Sendable {
        fileprivate let lower: Bytes
        fileprivate let upper: Bytes

        /// A name in lower case, and the same in upper case.
        init(_ lower: StaticString, upper: StaticString) {
            self.lower = Bytes(lower)
            self.upper = Bytes(upper)
        }
    }

    /// What was said under a name.
    enum Value: Sendable {
        case absent
        case text(Bytes)
        /// The name stands there more than once, which no parser reads as a value.
        case repeated
    }

    private var fields: [(name: Bytes, value: Bytes)] = []

    /// Reads what stands behind the `?`, of it the first `limit` fields.
    init(_ query: Bytes?, limit: Int = .max) {
        guard let query else { return }
        var start = 0
        while start < query.count, fields.count < limit {
            let end = query.span.firstIndex(of: UInt8(ascii: "&"), from: start) ?? query.count
            let field = query[start..<end]
            start = end + 1
            guard !field.isEmpty else { continue }
            let equals = field.span.firstIndex(of: UInt8(ascii: "=")) ?? field.count
            // A name alone, without an equals sign, has an empty value.
            let value = min(equals + 1, field.count)
            fields.append(
                (Self.decode(field[0..<equals]), Self.decode(field[value..<field.count])))
        }
    }

    /// The value under a lower-case name or, where that is absent, under its upper-case spelling.
    subscript(name: Name) -> Value {
        switch value(of: name.lower) {
        case .absent: value(of: name.upper)
        case let found: found
        }
    }

    /// The first value under this very name; nil where there is none.
    func first(_ name: Bytes) -> Bytes? { fields.first { $0.name == name }?.value }

    /// All values under this very name, in order.
    func all(_ name: Bytes) -> [Bytes] { fields.filter { $0.name == name }.map(\.value) }

    private func value(of name: Bytes) -> Value {
        var found: Value = .absent
        let fields = fields.span
        for index in fields.indices
        where fields[index].name.count == name.count && fields[index].name == name {
            guard case .absent = found else { return .repeated }
            found = .text(fields[index].value)
        }
        return found
    }

    /// Most values hold no escape and are shown in place.
    private static func decode(_ text: Bytes) -> Bytes {
        let span = text.span
        for index in span.indices
        where span[index] == UInt8(ascii: "%") || span[index] == UInt8(ascii: "+") {
            return Percent.decode(query: text)
        }
        return text
    }
}

extension QueryFields.Value {
    /// The value's text; nil where there is none or more than one.
    var text: Bytes? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The value as a whole number, blanks around it and a sign allowed; nil where it is none.
    var integer: Int64? {
        guard let text else { return nil }
        let span = text.span
        var start = 0
        var end = span.count
        while start < end, span[start] == 0x20 || (0x09...0x0D).contains(span[start]) { start += 1 }
        while end > start, span[end - 1] == 0x20 || (0x09...0x0D).contains(span[end - 1]) {
            end -= 1
        }
        return Int64(decimal: span.extracting(start..<end))
    }
}
