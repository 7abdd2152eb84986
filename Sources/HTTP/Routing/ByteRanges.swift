import Octets

/// The value of a Range field (RFC 9110 §14.1.2), resolved against a length.
enum ByteRanges: Equatable {
    /// No byte ranges, or none that can be read: the field counts as absent.
    case ignored
    /// Byte ranges that cannot be read, where the rules want that said.
    case malformed
    /// Byte ranges of which none lies inside.
    case unsatisfiable
    /// The ranges that lie inside, in the order asked for; none is empty.
    case parts([Range<UInt64>])

    /// Reads a field for a representation of `length` bytes.
    init(_ field: Bytes, length: UInt64, rules: RangeRules = .lenient) {
        let span = field.span
        let isStrict = rules == .staticFiles
        let unit = span.firstIndex(of: UInt8(ascii: "=")) ?? span.count
        guard span.extracting(0..<unit).equalsIgnoringASCIICase(Bytes("bytes").span) else {
            self = .ignored
            return
        }
        guard unit < span.count else {
            self = isStrict ? .malformed : .ignored
            return
        }
        var parts: [Range<UInt64>] = []
        var isNamed = false
        var start = unit + 1
        while start <= span.count {
            let end = span.firstIndex(of: UInt8(ascii: ","), from: start) ?? span.count
            let part = Self.trimmed(field, start..<end)
            start = end + 1
            // Empty elements of a list are passed over (RFC 9110 §5.6.1.2).
            guard !part.isEmpty else { continue }
            guard let range = Self.range(part, length, rules) else {
                self = isStrict ? .malformed : .ignored
                return
            }
            isNamed = true
            if !range.isEmpty { parts.append(range) }
        }
        self = isNamed ? parts.isEmpty ? .unsatisfiable : .parts(parts) : .ignored
    }

    /// One range, empty if it lies outside; nil if it cannot be read.
    private static func range(
        _ text: Bytes, _ length: UInt64, _ rules: RangeRules
    ) -> Range<UInt64>? {
        guard let dash = text.span.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        var before = text[0..<dash]
        var after = text[(dash + 1)..<text.count]
        if rules == .staticFiles {
            before = trimmed(before, 0..<before.count)
            after = trimmed(after, 0..<after.count)
        }
        guard !before.isEmpty else {
            guard let suffix = number(after.span) else { return nil }
            return (length - min(suffix, length))..<length
        }
        guard let first = number(before.span) else { return nil }
        guard !after.isEmpty else { return min(first, length)..<length }
        guard let last = number(after.span), last >= first else { return nil }
        guard first < length else { return length..<length }
        return first..<(min(last, length - 1) + 1)
    }

    /// Digits alone; what is too large for 64 bits lies behind every end.
    private static func number(_ text: Span<UInt8>) -> UInt64? {
        guard !text.isEmpty else { return nil }
        var value: UInt64 = 0
        for index in text.indices {
            guard text[index].isASCIIDigit else { return nil }
            let (wide, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, past) = wide.addingReportingOverflow(
                UInt64(text[index] - UInt8(ascii: "0")))
            value = overflow || past ? .max : sum
        }
        return value
    }

    private static func trimmed(_ field: Bytes, _ range: Range<Int>) -> Bytes {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, field[start] == 0x20 || field[start] == 0x09 { start += 1 }
        while end > start, field[end - 1] == 0x20 || field[end - 1] == 0x09 { end -= 1 }
        return field[start..<end]
    }
}
