import Octets

/// A length of time as Go's programs read and show it: `90s`, `1h30m`, `1.5s`.
struct GoDuration: Equatable, Sendable, CustomStringConvertible {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads numbers with units, one behind the other, with a sign in front; a bare `0` needs none. Nil for
    /// anything else and for more than 292 years.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        if rest != [UInt8(ascii: "0")] {
            while !rest.isEmpty {
                guard let part = Self.part(&rest) else { return nil }
                let (sum, overflow) = total.addingReportingOverflow(part)
                if overflow { return nil }
                total = sum
            }
        }
        nanoseconds = isNegative ? -total : total
    }

    /// Takes a number and its unit.
    private static func part(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        let whole = rest.prefix { $0.isASCIIDigit }
        rest = rest.dropFirst(whole.count)
        var fraction = ArraySlice<UInt8>()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = rest.prefix { $0.isASCIIDigit }
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let letters = rest.prefix { !$0.isASCIIDigit && $0 != UInt8(ascii: ".") }
        rest = rest.dropFirst(letters.count)
        guard let unit = units.first(where: { letters.elementsEqual($0.name.utf8) })?.nanoseconds
        else { return nil }
        var number: Int64 = 0
        for digit in whole {
            let (wide, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, past) = wide.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            if overflow || past { return nil }
            number = sum
        }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit)
        // Behind the fifteenth digit there are no nanoseconds of an hour.
        var share = 0.0
        for digit in fraction.prefix(15).reversed() {
            share = (share + Double(digit - UInt8(ascii: "0"))) / 10
        }
        let (sum, past) = value.addingReportingOverflow(Int64(share * Double(unit)))
        return overflow || past ? nil : sum
    }

    /// Whole seconds, a part of one counted as one.
    var seconds: Int64 {
        let (whole, rest) = nanoseconds.flooredDivision(by: 1_000_000_000)
        return rest > 0 ? whole + 1 : whole
    }

    /// Whole milliseconds, a part of one counted as one; 0 for nothing or less.
    var milliseconds: UInt64 {
        let (whole, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000)
        return UInt64(rest > 0 ? whole + 1 : whole)
    }

    /// As Go writes it: `1h0m0s`, `1m30s`, `1.5s`, `100ms`, `0s`.
    var description: String {
        guard nanoseconds != 0 else { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let size = nanoseconds.magnitude
        if size < 1_000 { return "\(sign)\(size)ns" }
        if size < 1_000_000 { return "\(sign)\(Self.decimal(size, digits: 3))µs" }
        if size < 1_000_000_000 { return "\(sign)\(Self.decimal(size, digits: 6))ms" }
        let minutes = size / 60_000_000_000
        let seconds = Self.decimal(size % 60_000_000_000, digits: 9) + "s"
        if minutes == 0 { return sign + seconds }
        if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// A number with so many digits behind the point, zeros at its end left out.
    private static func decimal(_ value: UInt64, digits: Int) -> String {
        var text = Array(String(value).utf8)
        while text.count <= digits { text.insert(UInt8(ascii: "0"), at: 0) }
        var fraction = text.suffix(digits)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let whole = String(decoding: text.dropLast(digits), as: UTF8.self)
        return fraction.isEmpty
            ? whole : "\(whole).\(String(decoding: fraction, as: UTF8.self))"
    }
}
