import Octets

/// The `host [":" port]` of a Host field or an absolute target (RFC 9110 §7.2), without user information.
enum Authority {
    /// Whether the bytes are a host with an optional port. Stricter than the grammar where readings differ:
    /// no comma, no empty host.
    static func isValid(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return false }
        var index = 0
        if text[0] == UInt8(ascii: "[") {
            index = 1
            while index < text.count, isAddressCharacter(text[index]) { index += 1 }
            guard index > 2, index < text.count, text[index] == UInt8(ascii: "]") else {
                return false
            }
            index += 1
        } else {
            index = text.hostNameEnd(from: 0)
            guard index > 0, hasWholeEscapes(text.extracting(0..<index)) else { return false }
        }
        if index == text.count { return true }
        guard text[index] == UInt8(ascii: ":") else { return false }
        return isPort(text.extracting((index + 1)..<text.count))
    }

    private static func isPort(_ digits: Span<UInt8>) -> Bool {
        guard digits.count <= 5 else { return false }
        var port = 0
        for index in digits.indices {
            guard digits[index].isASCIIDigit else { return false }
            port = port * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return port <= 65_535
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexDigitValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func hasWholeEscapes(_ name: Span<UInt8>) -> Bool {
        var start = 0
        while let mark = name.firstIndex(of: UInt8(ascii: "%"), from: start) {
            guard mark + 2 < name.count, name[mark + 1].hexDigitValue != nil,
                name[mark + 2].hexDigitValue != nil
            else { return false }
            start = mark + 3
        }
        return true
    }
}
