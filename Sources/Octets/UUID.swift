import CLinux

/// A universally unique identifier (RFC 9562), compared by its 16 bytes.
public struct UUID: Hashable, Sendable, Comparable {
    /// The first eight bytes, the most significant first.
    public let high: UInt64
    /// The last eight bytes, the most significant first.
    public let low: UInt64

    /// The identifier made of these two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: no identifier.
    public static let null = UUID(high: 0, low: 0)

    /// A random identifier (version 4).
    public static func random() -> UUID {
        let high = UInt64.secureRandom()
        let low = UInt64.secureRandom()
        return UUID(
            high: (high & ~0xF000) | 0x4000,
            low: (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000)
    }

    /// Reads the hyphenated form (8-4-4-4-12), 32 bare digits, and either in braces or parentheses, in
    /// upper or lower case: what the original's parser took (`hal-api.md` §6.1).
    public init?(_ text: Span<UInt8>) {
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
    public init?(_ text: String) {
        self.init(Bytes(text).span)
    }

    /// Whether the first has the lower bytes.
    public static func < (left: UUID, right: UUID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension UUID: CustomStringConvertible {
    /// Lower case, hyphenated.
    public var description: String {
        var writer = ByteWriter(capacity: 36)
        writer.append(self)
        return String(decoding: writer.finish())
    }
}

extension ByteWriter {
    /// Writes an identifier in lower case, hyphenated: 36 bytes.
    public mutating func append(_ id: UUID) {
        let hyphen = UInt8(ascii: "-")
        let second = (id.high & 0xFFFF_FFFF).hexDigits
        let third = (id.low &>> 32).hexDigits
        append(littleEndian: (id.high &>> 32).hexDigits)
        append(hyphen)
        append(littleEndian: UInt32(truncatingIfNeeded: second))
        append(hyphen)
        append(littleEndian: UInt32(truncatingIfNeeded: second &>> 32))
        append(hyphen)
        append(littleEndian: UInt32(truncatingIfNeeded: third))
        append(hyphen)
        append(littleEndian: UInt32(truncatingIfNeeded: third &>> 32))
        append(littleEndian: (id.low & 0xFFFF_FFFF).hexDigits)
    }
}

extension UInt64 {
    /// The eight hexadecimal digits of the lower half, the first one in the lowest byte: all at once, since
    /// a page has an identifier in every message.
    fileprivate var hexDigits: UInt64 {
        var nibbles = ((self &<< 16) & 0xFFFF_0000_0000) | (self & 0xFFFF)
        nibbles = ((nibbles &<< 8) | nibbles) & 0x00FF_00FF_00FF_00FF
        nibbles = ((nibbles &<< 4) | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = ((nibbles &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
        // From '9' to 'a' there are 39 more characters than from 9 to 10.
        return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39).byteSwapped
    }

    /// Eight bytes from the kernel's generator.
    public static func secureRandom() -> UInt64 {
        var value: UInt64 = 0
        // getrandom(2) of up to 256 bytes is neither short nor interrupted once the pool is ready.
        while unsafe getrandom(&value, 8, 0) != 8 {}
        return value
    }
}
