import Octets

/// Decoding of checked strings (RFC 8259 §7). The bytes are those between the quotes.
extension Span where Element == UInt8 {
    /// Whether the decoded string is this literal. Allocates nothing.
    func decodedJSONEquals(_ literal: StaticString) -> Bool {
        guard literal.hasPointerRepresentation else { return false }
        let other = unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount)
        var index = 0
        var matched = 0
        while index < count {
            if self[index] != UInt8(ascii: "\\") {
                guard matched < other.count, other[matched] == self[index] else { return false }
                matched += 1
                index += 1
                continue
            }
            guard let scalar = unescape(at: &index) else { return false }
            for byte in scalar.utf8 {
                guard matched < other.count, other[matched] == byte else { return false }
                matched += 1
            }
        }
        return matched == other.count
    }

    /// Writes the decoded string. Returns where a surrogate stands alone, nil if none does.
    func decodeJSON(into writer: inout ByteWriter) -> Int? {
        var index = 0
        while index < count {
            let end = firstIndex(of: UInt8(ascii: "\\"), from: index) ?? count
            writer.append(extracting(index..<end))
            index = end
            guard index < count else { break }
            guard let scalar = unescape(at: &index) else { return index }
            for byte in scalar.utf8 { writer.append(byte) }
        }
        return nil
    }

    /// Reads the escape (or the pair of escapes that make up one character) at `index` and goes behind
    /// it. Nil, with `index` unmoved, for a surrogate without its partner.
    private func unescape(at index: inout Int) -> Unicode.Scalar? {
        guard index + 1 < count else { return nil }
        let simple: UInt8
        switch self[index + 1] {
        case UInt8(ascii: "b"): simple = 0x08
        case UInt8(ascii: "f"): simple = 0x0C
        case UInt8(ascii: "n"): simple = 0x0A
        case UInt8(ascii: "r"): simple = 0x0D
        case UInt8(ascii: "t"): simple = 0x09
        case UInt8(ascii: "u"): return unescapeUnit(at: &index)
        default: simple = self[index + 1]
        }
        index += 2
        return Unicode.Scalar(simple)
    }

    private func unescapeUnit(at index: inout Int) -> Unicode.Scalar? {
        guard let first = hexadecimal(at: index + 2) else { return nil }
        if let scalar = Unicode.Scalar(first) {
            index += 6
            return scalar
        }
        guard first < 0xDC00, index + 7 < count, self[index + 6] == UInt8(ascii: "\\"),
            self[index + 7] == UInt8(ascii: "u"), let second = hexadecimal(at: index + 8),
            second >= 0xDC00, second < 0xE000
        else { return nil }
        index += 12
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    /// The value of four hexadecimal digits.
    func hexadecimal(at start: Int) -> UInt32? {
        guard count - start >= 4 else { return nil }
        var value: UInt32 = 0
        for index in start..<(start + 4) {
            guard let digit = self[index].hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
