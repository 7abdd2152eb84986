extension Int64 {
    /// Reads decimal digits with an optional sign; nil for anything else and for what does not fit.
    public init?(decimal text: Span<UInt8>) {
        var index = 0
        var negative = false
        if !text.isEmpty, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            negative = text[0] == UInt8(ascii: "-")
            index = 1
        }
        guard index < text.count else { return nil }
        var value: Int64 = 0
        while index < text.count {
            guard text[index].isASCIIDigit else { return nil }
            let digit = Int64(text[index] - UInt8(ascii: "0"))
            let (wide, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, past) =
                negative
                ? wide.subtractingReportingOverflow(digit) : wide.addingReportingOverflow(digit)
            if overflow || past { return nil }
            value = sum
            index += 1
        }
        self = value
    }
}
