import HTTP
import JSON
import Octets

extension MediaType {
    /// JSON as the original names it.
    static let jsonLine = MediaType(
        "application/json", field: "application/json; charset=utf-8")
}

extension Response {
    /// An answer that is one line of JSON, spelled as the original spells it: `<`, `>`, `&` and the separators of
    /// lines and paragraphs are escaped (`bytes-api.md` §1).
    static func line(_ json: Bytes, _ status: Status = .ok) -> Response {
        var writer = ByteWriter(capacity: json.count + 16)
        let span = json.span
        for index in span.indices {
            let byte = span[index]
            switch byte {
            case UInt8(ascii: "<"): writer.append("\\u003c")
            case UInt8(ascii: ">"): writer.append("\\u003e")
            case UInt8(ascii: "&"): writer.append("\\u0026")
            // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
            case 0xE2 where span.hasSeparator(at: index):
                writer.append(span[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
            case 0x80, 0xA8, 0xA9:
                if span.hasSeparator(at: index - 1) || span.hasSeparator(at: index - 2) { continue }
                writer.append(byte)
            default: writer.append(byte)
            }
        }
        writer.append("\n")
        return Response(status, .jsonLine, writer.finish())
    }

    /// The answer to what was done with something: `{"id":"…","status":"deleted"}`.
    static func done(
        _ name: StaticString, _ value: some CustomStringConvertible, _ word: StaticString,
        _ status: Status = .ok
    ) -> Response {
        var json = JSONWriter(capacity: 80)
        json.beginObject()
        json.name(name)
        json.value(value.description)
        json.name("status")
        json.value(Bytes(word))
        json.endObject()
        return line(json.finish(), status)
    }
}

extension Span where Element == UInt8 {
    /// Whether a separator of lines or paragraphs begins there.
    fileprivate func hasSeparator(at index: Int) -> Bool {
        index >= 0 && index + 2 < count && self[index] == 0xE2 && self[index + 1] == 0x80
            && (self[index + 2] == 0xA8 || self[index + 2] == 0xA9)
    }
}
