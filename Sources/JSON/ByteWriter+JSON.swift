package import Octets

extension ByteWriter {
    /// Writes a JSON string with its quotes (RFC 8259 §7). Ill-formed UTF-8 becomes U+FFFD. Stored JSON is
    /// shown as text in every page, quote after quote, so this writes through a pointer, a piece at a time.
    package mutating func append(jsonString text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let end = min(text.count, index &+ Self.pieceLength)
            let room = (end &- index) &* Self.longestEscape &+ Self.slack
            unsafe append(upTo: room) { target in
                unsafe Self.escape(text, &index, end, target)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// How much is escaped at once, in bytes: small, since room for the worst case is reserved.
    private static let pieceLength = 256
    /// The most bytes that one byte becomes: `\u001f`.
    private static let longestEscape = 6
    /// Room for words stored past their last good byte, and for a sequence that goes beyond a piece.
    private static let slack = 16

    /// Escapes from `index` to `end` (or as far behind it as a sequence of UTF-8 goes). Returns how many
    /// bytes were written.
    @unsafe private static func escape(
        _ text: Span<UInt8>, _ index: inout Int, _ end: Int, _ target: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let base = target.baseAddress else { return 0 }
        let raw = unsafe text.bytes
        var written = 0
        while index < end {
            if index &+ 8 <= text.count {
                let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                let special = word.littleEndian.specialJSONBits
                unsafe base.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
                // Adding a constant keeps runs of plain words free of waiting for the count.
                guard special != 0 else {
                    written &+= 8
                    index &+= 8
                    continue
                }
                let plain = special.trailingZeroBitCount &>> 3
                written &+= plain
                index &+= plain
            }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                // By far the most frequent: stored JSON shown as text.
                unsafe base.storeBytes(
                    of: (UInt16(byte) &<< 8 | 0x5C).littleEndian, toByteOffset: written,
                    as: UInt16.self)
                written &+= 2
                index &+= 1
                continue
            }
            if byte >= 0x80, let length = text.sequenceLength(at: index) {
                for _ in 0..<length {
                    unsafe base.storeBytes(of: text[index], toByteOffset: written, as: UInt8.self)
                    written &+= 1
                    index &+= 1
                }
                continue
            }
            let (escaped, length) = escape(of: byte)
            unsafe base.storeBytes(
                of: escaped.littleEndian, toByteOffset: written, as: UInt64.self)
            written &+= length
            index &+= 1
        }
        return written
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
