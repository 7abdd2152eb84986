import JSON
import Octets

/// A JSON number of any size, split so that it can be judged without being computed.
struct JSONNumber {
    /// The digits before the exponent without sign, point, and zeros at either end; empty for zero.
    let digits: [UInt8]
    let isNegative: Bool
    /// The power of ten by which ``digits`` is multiplied; nil where it is beyond counting.
    let scale: Int?

    /// Takes a checked number apart.
    init(_ text: Bytes) {
        let span = text.span
        var digits: [UInt8] = []
        var scale = 0
        var index = 0
        var isFraction = false
        while index < span.count, span[index] | 0x20 != UInt8(ascii: "e") {
            if span[index] == UInt8(ascii: ".") {
                isFraction = true
            } else if span[index].isASCIIDigit {
                digits.append(span[index])
                if isFraction { scale -= 1 }
            }
            index += 1
        }
        isNegative = !span.isEmpty && span[0] == UInt8(ascii: "-")
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            scale += 1
        }
        self.digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        guard index < span.count else {
            self.scale = scale
            return
        }
        let exponent = Int64(decimal: span.extracting((index + 1)..<span.count))
        self.scale = exponent.flatMap { value in
            value.magnitude < 1 << 40 ? scale + Int(value) : nil
        }
    }

    /// Whether the number has no fraction.
    var isWhole: Bool { digits.isEmpty || (scale ?? -1) >= 0 }

    /// Whether the number is below an integer; nil where nobody can say (an exponent beyond counting).
    func isLess(than limit: Int64) -> Bool? { side(of: limit).map { $0 < 0 } }

    /// Whether the number is above an integer; nil where nobody can say.
    func isGreater(than limit: Int64) -> Bool? { side(of: limit).map { $0 > 0 } }

    /// On which side of an integer the number is: below 0, 0, or above. Nothing is copied, since a client may
    /// send millions of digits.
    private func side(of limit: Int64) -> Int? {
        guard scale != nil || digits.isEmpty else { return nil }
        let other = JSONNumber(JSONValue.integer(limit).text)
        guard sign == other.sign else { return sign - other.sign }
        return sign * order(of: other)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// How the sizes compare, whatever the signs: first by the length before the point, then by the digits,
    /// which have no zeros at either end.
    private func order(of other: JSONNumber) -> Int {
        let length = digits.count + (scale ?? 0)
        let otherLength = other.digits.count + (other.scale ?? 0)
        if length != otherLength { return length < otherLength ? -1 : 1 }
        if digits.lexicographicallyPrecedes(other.digits) { return -1 }
        return other.digits.lexicographicallyPrecedes(digits) ? 1 : 0
    }
}
