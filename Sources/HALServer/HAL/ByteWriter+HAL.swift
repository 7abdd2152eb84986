import HTTP
import Octets
import Store

extension ByteWriter {
    /// Writes a stream's name as one path segment: percent-encoded, a `/` twice, because the segment is
    /// decoded once before a remaining `%2f` counts as `/` (`design.md`, decision 19).
    mutating func append(segment stream: StreamID) {
        let name = stream.bytes
        let span = name.span
        var start = 0
        for index in span.indices where !Percent.isUnreserved(span[index]) {
            append(span.extracting(start..<index))
            if span[index] == UInt8(ascii: "/") {
                append("%252f")
            } else {
                Percent.escape(span[index], into: &self)
            }
            start = index + 1
        }
        append(span.extracting(start..<span.count))
    }

    /// Writes a moment as the contract shows it (`contracts/hal.md` §1): up to seven digits of a second,
    /// trailing zeros cut, no point where nothing follows.
    mutating func append(_ moment: Timestamp) {
        let (seconds, fraction) = moment.ticks.split(by: Timestamp.ticksPerSecond)
        let (days, secondOfDay) = seconds.split(by: 86_400)
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        append(padded: Int(year), width: 4)
        append(UInt8(ascii: "-"))
        append(twoDigits: month)
        append(UInt8(ascii: "-"))
        append(twoDigits: day)
        append(UInt8(ascii: "T"))
        append(twoDigits: secondOfDay / 3600)
        append(UInt8(ascii: ":"))
        append(twoDigits: secondOfDay / 60 % 60)
        append(UInt8(ascii: ":"))
        append(twoDigits: secondOfDay % 60)
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

    private mutating func append(twoDigits value: Int64) {
        append(UInt8(truncatingIfNeeded: value / 10) &+ UInt8(ascii: "0"))
        append(UInt8(truncatingIfNeeded: value % 10) &+ UInt8(ascii: "0"))
    }

    /// The date of the proleptic Gregorian calendar, by eras of 400 years that begin on the first of March.
    private static func civil(daysSinceEpoch days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (days + 719_468).split(by: 146_097)
        let year =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    /// The quotient rounded down and the remainder that is never negative; `divisor` is above 0.
    fileprivate func split(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
