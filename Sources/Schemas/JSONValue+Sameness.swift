import JSON
import Octets

extension JSONValue {
    /// Whether both are the same value (JSON Schema: numbers by value, members in any order, the last of
    /// those that repeat).
    func isSame(as other: JSONValue) -> Bool { canonical == other.canonical }

    /// The one spelling that all spellings of the same value have.
    var canonical: JSONValue {
        switch self {
        case .number(let text): .number(JSONNumber(text).canonicalText ?? text)
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                Dictionary(members.map { ($0.name, $0.value) }) { _, last in last }
                    .map { JSONMember($0.key, $0.value.canonical) }
                    .sorted { $0.name < $1.name })
        default: self
        }
    }
}

extension JSONNumber {
    /// The digits and the power of ten; nil where that is beyond counting.
    fileprivate var canonicalText: Bytes? {
        if digits.isEmpty { return "0" }
        guard let scale else { return nil }
        var writer = ByteWriter(capacity: digits.count + 24)
        if isNegative { writer.append(UInt8(ascii: "-")) }
        writer.append(digits.span)
        writer.append(UInt8(ascii: "e"))
        writer.append(decimal: scale)
        return writer.finish()
    }
}
