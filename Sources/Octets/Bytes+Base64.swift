extension Bytes {
    /// The bytes that a text in Base64 spells (RFC 4648 §4). Nil for characters outside of the alphabet and for
    /// lengths that no bytes have. Padding may be missing, and what remains of the last character counts for
    /// nothing, as RFC 8941 §4.2.7 asks of those who read.
    public init?(base64 text: Span<UInt8>) {
        var end = text.count
        if end % 4 == 0, end > 0, text[end - 1] == UInt8(ascii: "=") {
            end -= text[end - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        guard end % 4 != 1 else { return nil }
        var writer = ByteWriter(capacity: end / 4 * 3 + 3)
        var group: UInt32 = 0
        for index in 0..<end {
            guard let digit = Self.base64Value(text[index]) else { return nil }
            group = group << 6 | UInt32(digit)
            guard index % 4 == 3 else { continue }
            writer.append(UInt8(truncatingIfNeeded: group >> 16))
            writer.append(UInt8(truncatingIfNeeded: group >> 8))
            writer.append(UInt8(truncatingIfNeeded: group))
            group = 0
        }
        switch end % 4 {
        case 2: writer.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            writer.append(UInt8(truncatingIfNeeded: group >> 10))
            writer.append(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
        self = writer.finish()
    }

    private static func base64Value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
