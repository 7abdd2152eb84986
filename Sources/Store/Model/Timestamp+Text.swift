package import Octets

extension ByteWriter {
    /// Writes a moment as `yyyy-MM-ddTHH:mm:ss[.f]Z` (`hal-api.md` §1): up to seven digits of a second,
    /// trailing zeros cut, no point where nothing follows.
    package mutating func append(_ moment: Timestamp) {
        let (seconds, fraction) = moment.ticks.flooredDivision(by: Timestamp.ticksPerSecond)
        let (days, second) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        append(twoDigits: date.year / 100)
        append(twoDigits: date.year % 100)
        append(UInt8(ascii: "-"))
        append(twoDigits: date.month)
        append(UInt8(ascii: "-"))
        append(twoDigits: date.day)
        append(UInt8(ascii: "T"))
        append(twoDigits: second / 3600)
        append(UInt8(ascii: ":"))
        append(twoDigits: second / 60 % 60)
        append(UInt8(ascii: ":"))
        append(twoDigits: second % 60)
        if fraction > 0 {
            append(UInt8(ascii: "."))
            var rest = fraction
            var unit = Timestamp.ticksPerSecond / 10
            while rest > 0 {
                append(UInt8(truncatingIfNeeded: rest / unit) &+ UInt8(ascii: "0"))
                rest %= unit
                unit /= 10
            }
        }
        append(UInt8(ascii: "Z"))
    }

    @inline(__always)
    private mutating func append(twoDigits value: Int64) {
        let (tens, ones) = UInt16(truncatingIfNeeded: value).quotientAndRemainder(dividingBy: 10)
        append(littleEndian: 0x3030 &+ tens &+ ones &<< 8)
    }
}
