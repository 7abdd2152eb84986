import HTTP
import Octets

/// A URI template (RFC 6570) whose values are texts. Prefixes (`{a:3}`) and explosions (`{a*}`) are read, and
/// mean nothing more: a text exploded is that text.
struct URITemplate: Sendable {
    private enum Part: Sendable {
        case literal(Bytes)
        case expression(Operator, [Bytes])
    }

    /// How an expression is written (RFC 6570 §3.2.1, appendix A).
    private struct Operator: Sendable {
        var first: StaticString = ""
        var separator: StaticString = ","
        var isNamed = false
        /// What stands behind a name without a value.
        var empty: StaticString = ""
        var keepsReserved = false

        /// The operator that a character is; nil for what begins a name.
        init?(_ character: UInt8) {
            switch character {
            case UInt8(ascii: "+"): keepsReserved = true
            case UInt8(ascii: "#"): (first, keepsReserved) = ("#", true)
            case UInt8(ascii: "."): (first, separator) = (".", ".")
            case UInt8(ascii: "/"): (first, separator) = ("/", "/")
            case UInt8(ascii: ";"): (first, separator, isNamed) = (";", ";", true)
            case UInt8(ascii: "?"):
                (first, separator, isNamed, empty) = ("?", "&", true, "=")
            case UInt8(ascii: "&"):
                (first, separator, isNamed, empty) = ("&", "&", true, "=")
            default: return nil
            }
        }

        /// An expression without one.
        init() {}
    }

    private let parts: [Part]

    /// Reads a template. A brace that does not close is text.
    init(_ template: Bytes) {
        var parts: [Part] = []
        let span = template.span
        var start = 0
        while let open = span.firstIndex(of: UInt8(ascii: "{"), from: start),
            let close = span.firstIndex(of: UInt8(ascii: "}"), from: open)
        {
            if open > start { parts.append(.literal(template[start..<open])) }
            parts.append(Self.expression(template[(open + 1)..<close]))
            start = close + 1
        }
        if start < span.count { parts.append(.literal(template[start..<span.count])) }
        self.parts = parts
    }

    private static func expression(_ text: Bytes) -> Part {
        guard let first = text.span.isEmpty ? nil : text[0] else { return .literal(Bytes()) }
        let character = Operator(first)
        let list = character == nil ? text : text[1..<text.count]
        var names: [Bytes] = []
        var start = 0
        while start <= list.count {
            let end = list.span.firstIndex(of: UInt8(ascii: ","), from: start) ?? list.count
            names.append(name(list[start..<end]))
            start = end + 1
        }
        return .expression(character ?? Operator(), names)
    }

    /// A variable without what modifies it.
    private static func name(_ variable: Bytes) -> Bytes {
        let span = variable.span
        for index in span.indices
        where span[index] == UInt8(ascii: ":") || span[index] == UInt8(ascii: "*") {
            return variable[0..<index]
        }
        return variable
    }

    /// The names of the variables, in order.
    var variables: [Bytes] {
        parts.flatMap { part in
            if case .expression(_, let names) = part { names } else { [Bytes]() }
        }
    }

    /// The reference that the template becomes. A variable of which `value` knows nothing is left out.
    /// Whatever the template and the values hold, only characters of a URI come out.
    func expanded(_ value: (Bytes) -> Bytes?) -> Bytes {
        var writer = ByteWriter(capacity: 128)
        for part in parts {
            switch part {
            case .literal(let text): writer.append(uri: text)
            case .expression(let kind, let names):
                var isFirst = true
                for name in names {
                    guard let text = value(name) else { continue }
                    writer.append(isFirst ? kind.first : kind.separator)
                    isFirst = false
                    if kind.isNamed {
                        writer.append(uri: name)
                        if text.isEmpty {
                            writer.append(kind.empty)
                            continue
                        }
                        writer.append("=")
                    }
                    if kind.keepsReserved {
                        writer.append(uri: text)
                    } else {
                        Percent.encode(text.span, into: &writer)
                    }
                }
            }
        }
        return writer.finish()
    }
}

extension ByteWriter {
    /// Writes what belongs into a URI as it is, escapes included, and escapes the rest.
    fileprivate mutating func append(uri text: Bytes) {
        let span = text.span
        for index in span.indices {
            let byte = span[index]
            switch byte {
            case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "@"), UInt8(ascii: "!"),
                UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","),
                UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "%"):
                append(byte)
            default:
                if Percent.isUnreserved(byte) {
                    append(byte)
                } else {
                    Percent.escape(byte, into: &self)
                }
            }
        }
    }
}
