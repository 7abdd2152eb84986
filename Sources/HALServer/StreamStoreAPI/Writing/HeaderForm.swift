import HTTP
import JSON
import Octets
import Schemas

/// The headers of a request as the schema of its form sees them (`hal-api.md` §5.9), to find out what is
/// wrong with them.
enum HeaderForm {
    /// What the schemas do not allow in the headers that a form names.
    static func faults(_ headers: Headers, _ form: Form) -> [Problem.Fault] {
        var faults: [Problem.Fault] = []
        for property in form.submission.headers?.properties ?? [] {
            guard let name = HeaderName(property.name), let text = headers[name] else { continue }
            faults += Self.faults(text, property.schema, in: property.name)
        }
        return faults
    }

    /// What a schema does not allow in the text of one header.
    static func faults(_ text: Bytes, _ schema: Schema, in name: Bytes) -> [Problem.Fault] {
        guard text.span.isWellFormedUTF8 else {
            return [Problem.Fault(.header(name), rule: "type", "\(name) must be text in UTF-8.")]
        }
        guard let value = value(of: text, schema) else { return [] }
        return Validator(schema).faults(in: value).map { Problem.Fault($0, in: name) }
    }

    /// The value that stands for a header's text, legacy spellings put right; nil where it is as good as
    /// nothing.
    private static func value(of text: Bytes, _ schema: Schema) -> JSONValue? {
        for keyword in schema.keywords {
            switch keyword {
            case .type(.integer):
                // Decimal digits with a sign are a number, everything else is a text that should be one.
                return text.decimalInteger.map { .number($0) } ?? .string(text)
            case .pattern(.uuid):
                return .string(UUID(text.span).map { Bytes($0.description) } ?? text)
            case .jsonText where text.isEmpty: return nil
            default: continue
            }
        }
        return .string(text)
    }
}

extension Bytes {
    /// These bytes without a plus before them, if they are decimal digits with or without a sign.
    fileprivate var decimalInteger: Bytes? {
        let span = span
        let isSigned =
            !span.isEmpty && (span[0] == UInt8(ascii: "-") || span[0] == UInt8(ascii: "+"))
        let start = isSigned ? 1 : 0
        guard start < span.count else { return nil }
        for index in start..<span.count where !span[index].isASCIIDigit { return nil }
        return span[0] == UInt8(ascii: "+") ? self[1..<count] : self
    }
}
