import Octets

/// Reads the pieces of structured fields (RFC 8941 §4.2). Each function stands behind what it read, or returns
/// nil (false) where it is not there.
struct StructuredScanner {
    private let text: Bytes
    private var place = 0

    /// Whether nothing is left.
    var isAtEnd: Bool { place >= text.count }

    /// A scanner of a field value, which may have spaces at its end.
    init(_ field: Bytes) {
        var end = field.count
        while end > 0, field[end - 1] == 0x20 { end -= 1 }
        text = field[0..<end]
    }

    private var next: UInt8? { place < text.count ? text[place] : nil }

    mutating func skipSpaces() {
        while next == 0x20 { place += 1 }
    }

    /// Passes spaces and tabs over.
    mutating func skipBlanks() {
        while next == 0x20 || next == 0x09 { place += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// `lcalpha / "*"`, then also digits, `_`, `-`, `.`.
    mutating func key() -> Bytes? {
        let start = place
        guard let first = next, Self.isLower(first) || first == UInt8(ascii: "*") else {
            return nil
        }
        while let byte = next,
            Self.isLower(byte) || byte.isASCIIDigit || Self.isKeySign(byte)
        {
            place += 1
        }
        return text[start..<place]
    }

    /// An item, or a list of items in parentheses.
    mutating func itemOrList() -> StructuredItem? {
        guard take("(") else { return item() }
        var items: [StructuredItem] = []
        while true {
            skipSpaces()
            if take(")") { return .list(items) }
            guard let item = item(), skipParameters() else { return nil }
            items.append(item)
            guard next == 0x20 || next == UInt8(ascii: ")") else { return nil }
        }
    }

    mutating func item() -> StructuredItem? {
        guard let first = next else { return nil }
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: ":"): return bytes()
        case UInt8(ascii: "?"):
            place += 1
            if take("1") { return .boolean(true) }
            return take("0") ? .boolean(false) : nil
        case UInt8(ascii: "*"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return token()
        default: return nil
        }
    }

    /// Passes over `;key=value` and `;key`; false where they are broken.
    mutating func skipParameters() -> Bool {
        while take(";") {
            skipSpaces()
            guard key() != nil else { return false }
            if take("="), item() == nil { return false }
        }
        return true
    }

    // MARK: Items

    private mutating func number() -> StructuredItem? {
        let start = place
        _ = take("-")
        let whole = digits()
        guard whole > 0, next == UInt8(ascii: ".") else {
            guard (1...15).contains(whole) else { return nil }
            return Int64(decimal: text[start..<place].span).map { .integer($0) }
        }
        place += 1
        guard whole <= 12, (1...3).contains(digits()) else { return nil }
        return .decimal(text[start..<place])
    }

    /// How many digits stand here.
    private mutating func digits() -> Int {
        let start = place
        while let byte = next, byte.isASCIIDigit { place += 1 }
        return place - start
    }

    private mutating func string() -> StructuredItem? {
        place += 1
        var writer = ByteWriter(capacity: 32)
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return .string(writer.finish())
            case UInt8(ascii: "\\"):
                guard let escaped = next,
                    escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
                else { return nil }
                place += 1
                writer.append(escaped)
            case 0x20..<0x7F: writer.append(byte)
            default: return nil
            }
        }
        return nil
    }

    private mutating func bytes() -> StructuredItem? {
        let start = place + 1
        guard let end = text.span.firstIndex(of: UInt8(ascii: ":"), from: start) else { return nil }
        place = end + 1
        return Bytes(base64: text[start..<end].span).map { .bytes($0) }
    }

    private mutating func token() -> StructuredItem {
        let start = place
        while let byte = next,
            byte.isTokenCharacter || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
        {
            place += 1
        }
        return .token(text[start..<place])
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    private static func isKeySign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "*")
    }
}
