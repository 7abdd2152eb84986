import Octets

extension ByteWriter {
    /// Writes a text as XML 1.0 character data that also fits into a quoted attribute. What XML forbids even
    /// as a reference (most controls, U+FFFE, U+FFFF) and ill-formed UTF-8 becomes U+FFFD: a stored text must
    /// never make a whole document unreadable.
    mutating func append(xml text: Span<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            let length = text[index] < 0x80 ? 1 : text.sequenceLength(at: index) ?? 0
            if length > 1, !text.isXMLNoncharacter(at: index) || length != 3 {
                index += length
                continue
            }
            guard length != 1 || text[index].needsXMLEscape else {
                index += 1
                continue
            }
            append(text.extracting(start..<index))
            append(xmlEscapeOf: length == 1 ? text[index] : 0)
            index += max(length, 1)
            start = index
        }
        append(text.extracting(start..<text.count))
    }

    private mutating func append(xmlEscapeOf byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): append("&amp;")
        case UInt8(ascii: "<"): append("&lt;")
        case UInt8(ascii: ">"): append("&gt;")
        case UInt8(ascii: "\""): append("&quot;")
        // As references, or a parser would make blanks and line feeds of them.
        case 0x09: append("&#9;")
        case 0x0A: append("&#10;")
        case 0x0D: append("&#13;")
        default: append("\u{FFFD}")
        }
    }
}

extension UInt8 {
    fileprivate var needsXMLEscape: Bool {
        self < 0x20 || self == UInt8(ascii: "&") || self == UInt8(ascii: "<")
            || self == UInt8(ascii: ">") || self == UInt8(ascii: "\"")
    }
}

extension Span where Element == UInt8 {
    /// Whether the well-formed sequence of three bytes at `index` is U+FFFE or U+FFFF (XML 1.0 §2.2).
    fileprivate func isXMLNoncharacter(at index: Int) -> Bool {
        self[index] == 0xEF && index + 2 < count && self[index + 1] == 0xBF
            && self[index + 2] >= 0xBE
    }
}
