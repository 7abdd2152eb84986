import Octets

extension Int64 {
    /// The value of a checked JSON number that is whole and fits, however it is written (`100`, `1e2`,
    /// `100.0`); nil for the rest. The cost is that of its digits: `1e999999999` is refused, not computed.
    package init?(jsonNumber number: Span<UInt8>) {
        if let plain = Int64(decimal: number) {
            self = plain
            return
        }
        var mantissa = ByteWriter(capacity: 32)
        var index = 0
        var scale = 0
        var isFraction = false
        while index < number.count, number[index] | 0x20 != UInt8(ascii: "e") {
            if number[index] == UInt8(ascii: ".") {
                isFraction = true
            } else {
                mantissa.append(number[index])
                if isFraction { scale -= 1 }
            }
            index += 1
        }
        if index < number.count {
            guard let exponent = Int64(decimal: number.extracting((index + 1)..<number.count)),
                exponent.magnitude < 1_000_000_000
            else { return nil }
            scale += Int(exponent)
        }
        self.init(digits: mantissa.span, scale: scale)
    }

    /// The value of `digits`, a sign allowed, times ten to the power of `scale`.
    private init?(digits: Span<UInt8>, scale: Int) {
        let isNegative = !digits.isEmpty && digits[0] == UInt8(ascii: "-")
        var end = digits.count
        let first = isNegative ? 1 : 0
        var scale = scale
        while end > first, digits[end - 1] == UInt8(ascii: "0") {
            end -= 1
            scale += 1
        }
        guard end > first else {
            self = 0
            return
        }
        guard scale >= 0, scale <= 18, let mantissa = Int64(decimal: digits.extracting(0..<end))
        else { return nil }
        var value = mantissa
        for _ in 0..<scale {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
        }
        self = value
    }
}
