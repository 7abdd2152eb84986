import Octets

extension Span where Element == UInt8 {
    /// The first index at or after `start` that ends a run of plain string characters: a quote, a
    /// backslash, a control character, a byte above ASCII, or the end. Eight bytes at a time, because
    /// payloads are mostly such runs.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = start
        let raw = unsafe bytes
        while index &+ 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                .littleEndian
            let special = word.specialJSONBits
            if special != 0 { return index &+ special.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"")
                || byte == UInt8(ascii: "\\")
            {
                return index
            }
            index &+= 1
        }
        return index
    }

    /// The first index at or after `start` that holds no white space (RFC 8259 §2).
    @inline(__always)
    func endOfSpace(from start: Int) -> Int {
        var index = start
        while index < count {
            let byte = self[index]
            guard byte <= 0x20 else { break }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            index &+= 1
        }
        return index
    }

    /// Whether the bytes are those of a literal. No allocation: a `Bytes` of the literal would cost one.
    func equals(_ literal: StaticString) -> Bool {
        guard literal.hasPointerRepresentation, count == literal.utf8CodeUnitCount else {
            return false
        }
        let other = unsafe Span(_unsafeStart: literal.utf8Start, count: count)
        return hasSameBytes(as: other)
    }
}

extension UInt64 {
    /// Zero if all eight bytes are plain string characters. Else the lowest bit that is set is the highest
    /// of the first byte that is a quote, a backslash, a control character or above ASCII.
    @inline(__always)
    var specialJSONBits: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quotes = self ^ (ones &* 0x22)
        let backslashes = self ^ (ones &* 0x5C)
        // A byte's highest bit ends up set where a subtraction borrowed or the byte is above ASCII. Borrows
        // run upwards, so the lowest bit found is true and only those above it may not be.
        let hits = (self &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones) | self
        return hits & highs
    }
}
