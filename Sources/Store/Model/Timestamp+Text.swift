package import Octets

extension ByteWriter {
    /// Writes a moment as `yyyy-MM-ddTHH:mm:ss[.f]Z` (`hal-api.md` §1): up to seven digits of a second,
    /// trailing zeros cut, no point where nothing follows.
    package mutating func append(_ moment: Timestamp) {
        let (seconds, fraction) = moment.ticks.flooredDivision(by: Timestamp.ticksPerSecond)
        let (days, second) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let rest = UInt64(truncatingIfNeeded: fraction)
        // Four words, since a page has a moment in every message: "yyyy-MM-", "ddTHH:mm", ":ss.ffff", "fff".
        let words = (
            Self.digits(date.year / 100) | Self.digits(date.year % 100) &<< 16
                | Self.digits(date.month) &<< 40 | 0x2D00_002D_0000_0000,
            Self.digits(date.day) | Self.digits(second / 3600) &<< 24
                | Self.digits(second / 60 % 60) &<< 48 | 0x0000_3A00_0054_0000,
            Self.digits(second % 60) &<< 8 | Self.digits(fraction / 100_000) &<< 32
                | Self.digits(fraction / 1000 % 100) &<< 48 | 0x0000_0000_2E00_003A,
            Self.digits(fraction / 10 % 100) | (0x30 &+ rest % 10) &<< 16
        )
        unsafe append(upTo: 32) { space in
            unsafe space.storeBytes(of: words.0.littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe space.storeBytes(of: words.1.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe space.storeBytes(of: words.2.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe space.storeBytes(of: words.3.littleEndian, toByteOffset: 24, as: UInt64.self)
            var length = rest == 0 ? 19 : 27
            while length > 20, unsafe space[length - 1] == UInt8(ascii: "0") { length -= 1 }
            unsafe space[length] = UInt8(ascii: "Z")
            return length + 1
        }
    }

    /// The two decimal digits of a number below 100, the first one in the lowest byte.
    @inline(__always)
    private static func digits(_ value: Int64) -> UInt64 {
        let number = UInt64(truncatingIfNeeded: value)
        return 0x3030 &+ number / 10 &+ (number % 10) &<< 8
    }
}
