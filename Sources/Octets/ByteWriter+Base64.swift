extension ByteWriter {
    /// Writes bytes in Base64 (RFC 4648 §4), padded.
    public mutating func append(base64 bytes: Span<UInt8>) {
        let (whole, rest) = bytes.count.quotientAndRemainder(dividingBy: 3)
        reserve((whole + 1) &* 4)
        var index = 0
        for _ in 0..<whole {
            let group =
                UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
                | UInt32(bytes[index + 2])
            index += 3
            append(
                littleEndian: Self.digit(group >> 18) | Self.digit(group >> 12) << 8
                    | Self.digit(group >> 6) << 16 | Self.digit(group) << 24)
        }
        guard rest > 0 else { return }
        let last = rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0
        let group = UInt32(bytes[index]) << 16 | last
        let padding = UInt32(UInt8(ascii: "="))
        append(
            littleEndian: Self.digit(group >> 18) | Self.digit(group >> 12) << 8
                | (rest == 2 ? Self.digit(group >> 6) : padding) << 16 | padding << 24)
    }

    /// The character of the lowest six bits.
    @inline(__always)
    private static func digit(_ bits: UInt32) -> UInt32 {
        let value = bits & 0x3F
        switch value {
        case 0..<26: return value + UInt32(UInt8(ascii: "A"))
        case 26..<52: return value - 26 + UInt32(UInt8(ascii: "a"))
        case 52..<62: return value - 52 + UInt32(UInt8(ascii: "0"))
        case 62: return UInt32(UInt8(ascii: "+"))
        default: return UInt32(UInt8(ascii: "/"))
        }
    }
}
