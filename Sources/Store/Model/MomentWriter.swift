package import Octets

/// Writes moments as `yyyy-MM-ddTHH:mm:ss[.f]Z` (`hal-api.md` §1): up to seven digits of a second, trailing zeros
/// cut, no point where nothing follows. The messages of a page mostly were appended on one day, so the day's
/// text is kept from one to the next.
package struct MomentWriter {
    /// When the day begins whose text is kept, in ticks.
    private var start: Int64
    /// `yyyy-MM-`, the first byte lowest.
    private var month: UInt64
    /// `ddT` and five bytes of zero.
    private var day: UInt64

    private static let ticksPerDay = 86_400 * Timestamp.ticksPerSecond

    /// A writer that knows no day but the first of 1970.
    package init() {
        start = 0
        month = 0x2D31_302D_3037_3931
        day = 0x54_3130
    }

    /// Writes a moment.
    package mutating func write(_ moment: Timestamp, into writer: inout ByteWriter) {
        let since = moment.ticks.subtractingReportingOverflow(start)
        var ticks = UInt64(bitPattern: since.partialValue)
        if since.overflow || ticks >= UInt64(Self.ticksPerDay) {
            ticks = turn(to: moment)
        }
        let second = ticks / UInt64(Timestamp.ticksPerSecond)
        let fraction = ticks % UInt64(Timestamp.ticksPerSecond)
        // Four words: "yyyy-MM-", "ddTHH:mm", ":ss.ffff", "fff".
        let words = (
            month,
            day | Self.digits(second / 3600) &<< 24 | Self.digits(second / 60 % 60) &<< 48
                | 0x0000_3A00_0000_0000,
            Self.digits(second % 60) &<< 8 | Self.digits(fraction / 100_000) &<< 32
                | Self.digits(fraction / 1000 % 100) &<< 48 | 0x0000_0000_2E00_003A,
            Self.digits(fraction / 10 % 100) | (0x30 &+ fraction % 10) &<< 16
        )
        unsafe writer.append(upTo: 32) { space in
            unsafe space.storeBytes(of: words.0.littleEndian, toByteOffset: 0, as: UInt64.self)
            unsafe space.storeBytes(of: words.1.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe space.storeBytes(of: words.2.littleEndian, toByteOffset: 16, as: UInt64.self)
            unsafe space.storeBytes(of: words.3.littleEndian, toByteOffset: 24, as: UInt64.self)
            var length = fraction == 0 ? 19 : 27
            while length > 20, unsafe space[length - 1] == UInt8(ascii: "0") { length -= 1 }
            unsafe space[length] = UInt8(ascii: "Z")
            return length + 1
        }
    }

    /// Keeps the text of a moment's day. Returns the ticks since its beginning.
    private mutating func turn(to moment: Timestamp) -> UInt64 {
        let (days, ticks) = moment.ticks.flooredDivision(by: Self.ticksPerDay)
        let date = CivilDate(daysSinceEpoch: days)
        // Wraps on the first day of all, whose year would not fit into four digits anyway.
        start = moment.ticks.subtractingReportingOverflow(ticks).partialValue
        month =
            Self.digits(UInt64(truncatingIfNeeded: date.year / 100))
            | Self.digits(UInt64(truncatingIfNeeded: date.year % 100)) &<< 16
            | Self.digits(UInt64(truncatingIfNeeded: date.month)) &<< 40 | 0x2D00_002D_0000_0000
        day = Self.digits(UInt64(truncatingIfNeeded: date.day)) | 0x54_0000
        return UInt64(truncatingIfNeeded: ticks)
    }

    /// The two decimal digits of a number below 100, the first one in the lowest byte.
    @inline(__always)
    private static func digits(_ number: UInt64) -> UInt64 {
        0x3030 &+ number / 10 &+ (number % 10) &<< 8
    }
}
