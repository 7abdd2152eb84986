import Glibc
package import Octets

extension HTTPDate {
    /// Reads any of the three formats of RFC 9110 §5.6.7; nil for anything else.
    ///
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`
    /// - Parameter now: decides the century of a year with two digits: at most 50 years ahead.
    package init?(_ value: Bytes, now: @autoclosure () -> HTTPDate = .now) {
        let text = value.span
        guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else {
            self.init(asctime: value)
            return
        }
        if comma == 3 { self.init(fixed: value) } else { self.init(rfc850: value, comma, now()) }
    }

    /// The system clock's moment.
    package static var now: HTTPDate { HTTPDate(seconds: Int64(time(nil))) }

    private init?(fixed value: Bytes) {
        let text = value.span
        guard text.count == 29, text.holds(" ", at: 4), text.holds(" ", at: 7),
            text.holds(" ", at: 11), text.holds(" GMT", at: 25), text.weekday(0..<3) != nil
        else { return nil }
        self.init(
            year: text.number(12..<16), month: text.month(at: 8), day: text.number(5..<7),
            time: value[16..<25])
    }

    private init?(rfc850 value: Bytes, _ comma: Int, _ now: HTTPDate) {
        let text = value.span
        guard text.count == comma + 24, text.holds(" ", at: comma + 1),
            text.holds("-", at: comma + 4), text.holds("-", at: comma + 8),
            text.holds(" GMT", at: comma + 20), let weekday = text.weekday(0..<3),
            value[0..<comma] == Self.longWeekdays[weekday],
            let short = text.number((comma + 9)..<(comma + 11))
        else { return nil }
        let current = 1970 + Int(now.seconds / 31_556_952)
        var year = current - current % 100 + short
        if year > current + 50 { year -= 100 } else if year <= current - 50 { year += 100 }
        self.init(
            year: year, month: text.month(at: comma + 5),
            day: text.number((comma + 2)..<(comma + 4)),
            time: value[(comma + 11)..<(comma + 20)])
    }

    private init?(asctime value: Bytes) {
        let text = value.span
        guard text.count == 24, text.holds(" ", at: 3), text.holds(" ", at: 7),
            text.holds(" ", at: 19), text.weekday(0..<3) != nil
        else { return nil }
        let isPadded = text.holds(" ", at: 8)
        self.init(
            year: text.number(20..<24), month: text.month(at: 4),
            day: text.number((isPadded ? 9 : 8)..<10), time: value[10..<19])
    }

    /// A date of the Gregorian calendar and ` hh:mm:ss` behind it.
    private init?(year: Int?, month: Int?, day: Int?, time value: Bytes) {
        let time = value.span
        guard let year, let month, let day, time.holds(" ", at: 0), time.holds(":", at: 3),
            time.holds(":", at: 6), let hour = time.number(1..<3), let minute = time.number(4..<6),
            // A leap second counts as the one before the next minute.
            let second = time.number(7..<9), hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
        guard date.exists else { return nil }
        let seconds = hour * 3600 + minute * 60 + min(second, 59)
        self.init(seconds: date.daysSinceEpoch * 86_400 + Int64(seconds))
    }

    fileprivate static let weekdays: Bytes = "SunMonTueWedThuFriSat"
    fileprivate static let months: Bytes = "JanFebMarAprMayJunJulAugSepOctNovDec"
    private static let longWeekdays: [Bytes] = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
}

extension Span where Element == UInt8 {
    /// Whether these bytes stand at `index`.
    fileprivate func holds(_ text: Bytes, at index: Int) -> Bool {
        index + text.count <= count
            && extracting(index..<(index + text.count)).hasSameBytes(as: text.span)
    }

    /// The number that the digits in `range` spell; nil if anything else stands there.
    fileprivate func number(_ range: Range<Int>) -> Int? {
        guard range.upperBound <= count else { return nil }
        var value = 0
        for index in range {
            guard self[index].isASCIIDigit else { return nil }
            value = value * 10 + Int(self[index] - UInt8(ascii: "0"))
        }
        return value
    }

    /// 1 to 12 for the abbreviated month at `index`.
    fileprivate func month(at index: Int) -> Int? {
        place(index..<(index + 3), in: HTTPDate.months).map { $0 + 1 }
    }

    /// 0 to 6 for the abbreviated day, from Sunday on.
    fileprivate func weekday(_ range: Range<Int>) -> Int? { place(range, in: HTTPDate.weekdays) }

    private func place(_ range: Range<Int>, in names: Bytes) -> Int? {
        guard range.upperBound <= count else { return nil }
        let name = extracting(range)
        for start in stride(from: 0, to: names.count, by: 3)
        where names.span.extracting(start..<(start + 3)).hasSameBytes(as: name) {
            return start / 3
        }
        return nil
    }
}
