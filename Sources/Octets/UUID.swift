import CLinux

/// A universally unique identifier (RFC 9562), compared by its 16 bytes.
package struct UUID: Hashable, Sendable, Comparable {
    /// The first eight bytes, the most significant first.
    package let high: UInt64
    /// The last eight bytes, the most significant first.
    package let low: UInt64

    /// The identifier made of these two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: no identifier.
    package static let null = UUID(high: 0, low: 0)

    /// A random identifier (version 4).
    package static func random() -> UUID {
        let high = UInt64.secureRandom()
        let low = UInt64.secureRandom()
        return UUID(
            high: (high & ~0xF000) | 0x4000,
            low: (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000)
    }

    /// Reads the hyphenated form (8-4-4-4-12), 32 bare digits, and either in braces or parentheses, in
    /// upper or lower case: what the original's parser took (`contracts/hal.md` §6.1).
    package init?(_ text: Span<UInt8>) {
        var digits = text
        if let first = text.isEmpty ? nil : text[0],
            first == UInt8(ascii: "{") || first == UInt8(ascii: "(")
        {
            let closing = first == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
            guard text.count > 2, text[text.count - 1] == closing else { return nil }
            digits = text.extracting(1..<(text.count - 1))
        }
        let hyphenated = digits.count == 36
        guard hyphenated || digits.count == 32 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var read = 0
        for index in digits.indices {
            let byte = digits[index]
            if hyphenated, index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = byte.hexDigitValue else { return nil }
            if read < 16 {
                halves.0 = halves.0 << 4 | UInt64(value)
            } else {
                halves.1 = halves.1 << 4 | UInt64(value)
            }
            read += 1
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// Reads a text in any form that ``init(_:)-(Span<UInt8>)`` takes.
    package init?(_ text: String) {
        self.init(Bytes(text).span)
    }

    package static func < (left: UUID, right: UUID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension UUID: CustomStringConvertible {
    /// Lower case, hyphenated.
    package var description: String {
        var writer = ByteWriter(capacity: 36)
        writer.append(self)
        return String(decoding: writer.finish())
    }
}

extension ByteWriter {
    /// Writes an identifier in lower case, hyphenated: 36 bytes.
    package mutating func append(_ id: UUID) {
        unsafe append(upTo: 36) { space in
            var place = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    unsafe space[place] = UInt8(ascii: "-")
                    place &+= 1
                }
                let half = nibble < 16 ? id.high : id.low
                let digit =
                    UInt8(truncatingIfNeeded: half &>> UInt64(60 &- 4 &* (nibble & 15))) & 15
                unsafe space[place] =
                    digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "a")
                place &+= 1
            }
            return place
        }
    }
}

extension UInt64 {
    /// Eight bytes from the kernel's generator.
    package static func secureRandom() -> UInt64 {
        var value: UInt64 = 0
        // getrandom(2) of up to 256 bytes is neither short nor interrupted once the pool is ready.
        while unsafe getrandom(&value, 8, 0) != 8 {}
        return value
    }
}
