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
        if text.count == 36, let id = Self.hyphenated(text) {
            self = id
            return
        }
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

    /// The form that nearly everybody writes, eight digits at a time; nil for any other.
    private static func hyphenated(_ text: Span<UInt8>) -> UUID? {
        let hyphen = UInt8(ascii: "-")
        guard text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen else {
            return nil
        }
        let raw = unsafe text.bytes
        func four(_ offset: Int) -> UInt64 {
            unsafe UInt64(
                raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian)
        }
        guard let first = UInt64(hexDigits: four(0) | four(4) &<< 32),
            let second = UInt64(hexDigits: four(9) | four(14) &<< 32),
            let third = UInt64(hexDigits: four(19) | four(24) &<< 32),
            let fourth = UInt64(hexDigits: four(28) | four(32) &<< 32)
        else { return nil }
        return UUID(high: first &<< 32 | second, low: third &<< 32 | fourth)
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
        let first = (id.high &>> 32).hexDigits.littleEndian
        let second = (id.high & 0xFFFF_FFFF).hexDigits
        let third = (id.low &>> 32).hexDigits
        let last = (id.low & 0xFFFF_FFFF).hexDigits.littleEndian
        // Four digits and the hyphen in front of them, as one word of which the next one covers the rest.
        let groups = (
            (second &<< 8 | 0x2D).littleEndian, (second &>> 24 & ~0xFF | 0x2D).littleEndian,
            (third &<< 8 | 0x2D).littleEndian, (third &>> 24 & ~0xFF | 0x2D).littleEndian
        )
        unsafe append(upTo: 36) { space in
            unsafe space.storeBytes(of: first, toByteOffset: 0, as: UInt64.self)
            unsafe space.storeBytes(of: groups.0, toByteOffset: 8, as: UInt64.self)
            unsafe space.storeBytes(of: groups.1, toByteOffset: 13, as: UInt64.self)
            unsafe space.storeBytes(of: groups.2, toByteOffset: 18, as: UInt64.self)
            unsafe space.storeBytes(of: groups.3, toByteOffset: 23, as: UInt64.self)
            unsafe space.storeBytes(of: last, toByteOffset: 28, as: UInt64.self)
            return 36
        }
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

    /// Reads eight hexadecimal digits, the first one in the lowest byte; nil if one of them is none. They are
    /// read as if they were right: then writing them again tells whether they are.
    fileprivate init?(hexDigits digits: UInt64) {
        let letters = (digits &>> 6) & 0x0101_0101_0101_0101
        var value = ((digits & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9).byteSwapped
        value = (value | value &>> 4) & 0x00FF_00FF_00FF_00FF
        value = (value | value &>> 8) & 0x0000_FFFF_0000_FFFF
        value = (value | value &>> 16) & 0xFFFF_FFFF
        guard value.hexDigits == digits | letters &<< 5 else { return nil }
        self = value
    }

    /// Eight bytes from the kernel's generator.
    public static func secureRandom() -> UInt64 {
        var value: UInt64 = 0
        // getrandom(2) of up to 256 bytes is neither short nor interrupted once the pool is ready.
        while unsafe getrandom(&value, 8, 0) != 8 {}
        return value
    }
}
