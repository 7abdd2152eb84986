extension Span where Element == UInt8 {
    /// Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong, at most U+10FFFF).
    public var isWellFormedUTF8: Bool {
        var index = 0
        while index < count {
            let byte = self[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            guard let length = sequenceLength(at: index) else { return false }
            index += length
        }
        return true
    }

    /// The length of the well-formed multi-byte sequence that begins at `index`, or nil.
    @inlinable public func sequenceLength(at index: Int) -> Int? {
        let first = self[index]
        let length: Int
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { lowest = 0xA0 }
            if first == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { lowest = 0x90 }
            if first == 0xF4 { highest = 0x8F }
        default: return nil
        }
        guard length <= count - index, self[index + 1] >= lowest, self[index + 1] <= highest else {
            return nil
        }
        for offset in 2..<max(length, 2) where self[index + offset] & 0xC0 != 0x80 { return nil }
        return length
    }
}
