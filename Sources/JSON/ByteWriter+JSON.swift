package import Octets

extension ByteWriter {
    /// Writes a JSON string with its quotes (RFC 8259 §7). Ill-formed UTF-8 becomes U+FFFD. Stored JSON is
    /// shown as text in every page, quote after quote.
    package mutating func append(jsonString text: Span<UInt8>) {
        var index = append(quoting: text)
        guard index < text.count else { return }
        while index < text.count {
            appendRun(of: text, &index)
            index = append(escapingQuotesOf: text, from: index)
        }
        append(UInt8(ascii: "\""))
    }

    /// Writes controls and what is above ASCII, from `index` to the next byte that is neither.
    private mutating func appendRun(of text: Span<UInt8>, _ index: inout Int) {
        while index < text.count {
            let byte = text[index]
            if byte >= 0x80, let length = text.sequenceLength(at: index) {
                append(text.extracting(index..<(index + length)))
                index += length
            } else if byte < 0x20 || byte >= 0x80 {
                let (escaped, length) = Self.escape(of: byte)
                append(littleEndian: escaped)
                truncate(to: count - 8 + length)
                index += 1
            } else {
                return
            }
        }
    }

    /// What stands for a byte that is not a part of well-formed UTF-8 above ASCII: up to six bytes, the
    /// first one lowest.
    private static func escape(of byte: UInt8) -> (bytes: UInt64, length: Int) {
        switch byte {
        case 0x0A: return (0x6E5C, 2)
        case 0x0D: return (0x725C, 2)
        case 0x09: return (0x745C, 2)
        case 0x80...: return (0xBD_BFEF, 3)
        case 0x20...: return (UInt64(byte), 1)
        default:
            let low = byte & 15
            let digit = low < 10 ? low + UInt8(ascii: "0") : low - 10 + UInt8(ascii: "a")
            let high = byte >> 4 + UInt8(ascii: "0")
            // \u00, then the two digits.
            return (UInt64(digit) << 40 | UInt64(high) << 32 | 0x3030_755C, 6)
        }
    }
}
