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
    func isLess(than limit: Int64) -> Bool? {
        guard let scale else { return digits.isEmpty ? 0 < limit : nil }
        let other = JSONNumber(JSONValue.integer(limit).text)
        return order(scale).lexicographicallyPrecedes(other.order(other.scale ?? 0))
    }

    /// Whether the number is above an integer; nil where nobody can say.
    func isGreater(than limit: Int64) -> Bool? {
        guard let scale else { return digits.isEmpty ? 0 > limit : nil }
        let other = JSONNumber(JSONValue.integer(limit).text)
        return other.order(other.scale ?? 0).lexicographicallyPrecedes(order(scale))
    }

    /// Numbers that sort as the values do: sign, then length before the point, then the digits; turned
    /// round where the value is negative.
    private func order(_ scale: Int) -> [Int] {
        guard !digits.isEmpty else { return [0] }
        let sign = isNegative ? -1 : 1
        // The end mark makes a shorter run of digits sort before a longer one that begins with it, and
        // behind it when turned round.
        return [sign, sign * (digits.count + scale)]
            + digits.map { sign * (Int($0) - Int(UInt8(ascii: "0")) + 1) } + [0]
    }
}

extension JSONNumber: Equatable {
    static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if left.digits.isEmpty || right.digits.isEmpty {
            return left.digits.isEmpty && right.digits.isEmpty
        }
        return left.isNegative == right.isNegative && left.scale == right.scale
            && left.digits == right.digits
    }
}
