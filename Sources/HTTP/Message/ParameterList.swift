import Octets

/// A field value with parameters behind it: `form-data; name="a"; filename="b.txt"` (RFC 9110 §5.6.6, taken as
/// the clients of forms write it).
struct ParameterList: Sendable {
    /// What stands before the parameters, without the white space around it.
    let value: Bytes
    private let parameters: [(name: Bytes, value: Bytes)]

    /// How many parameters one may have: each name is compared with all of those in front of it.
    private static let mostParameters = 64

    /// Reads a field value; nil where a quote is open, a parameter has no `=`, no name or comes twice, anything
    /// stands behind a quoted value, or there are more than 64 parameters.
    init?(_ field: Bytes) {
        let span = field.span
        let end = span.firstIndex(of: UInt8(ascii: ";")) ?? span.count
        value = Self.trimmed(field, 0..<end)
        var parameters: [(name: Bytes, value: Bytes)] = []
        var place = end
        while place < span.count {
            // Here stands the semicolon.
            place = Self.blanksEnd(span, place + 1)
            // Some write one too many (RFC 9110 §5.6.6 lets them).
            guard place < span.count, span[place] != UInt8(ascii: ";") else { continue }
            guard let equals = span.firstIndex(of: UInt8(ascii: "="), from: place) else {
                return nil
            }
            let name = Self.trimmed(field, place..<equals)
            guard parameters.count < Self.mostParameters, name.span.isToken,
                !parameters.contains(where: { Self.same($0.name, name) }),
                let parameter = Self.value(field, &place, from: equals + 1)
            else { return nil }
            parameters.append((name, parameter))
        }
        self.parameters = parameters
    }

    /// The value of a parameter, whatever the case of its name.
    subscript(name: Bytes) -> Bytes? {
        parameters.first { Self.same($0.name, name) }?.value
    }

    private static func same(_ left: Bytes, _ right: Bytes) -> Bool {
        left.span.equalsIgnoringASCIICase(right.span)
    }

    /// The value at `start`, and `place` then at the semicolon behind it or at the end.
    private static func value(_ field: Bytes, _ place: inout Int, from start: Int) -> Bytes? {
        let span = field.span
        let start = blanksEnd(span, start)
        guard start < span.count, span[start] == UInt8(ascii: "\"") else {
            place = span.firstIndex(of: UInt8(ascii: ";"), from: start) ?? span.count
            return trimmed(field, start..<place)
        }
        var writer = ByteWriter(capacity: 64)
        var index = start + 1
        while index < span.count, span[index] != UInt8(ascii: "\"") {
            // Only quotes and backslashes are escaped: some browsers send paths with bare backslashes.
            if span[index] == UInt8(ascii: "\\"), index + 1 < span.count,
                span[index + 1] == UInt8(ascii: "\"") || span[index + 1] == UInt8(ascii: "\\")
            {
                index += 1
            }
            writer.append(span[index])
            index += 1
        }
        guard index < span.count else { return nil }
        place = blanksEnd(span, index + 1)
        guard place == span.count || span[place] == UInt8(ascii: ";") else { return nil }
        return writer.finish()
    }

    private static func blanksEnd(_ span: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < span.count, span[index] == 0x20 || span[index] == 0x09 { index += 1 }
        return index
    }

    private static func trimmed(_ field: Bytes, _ range: Range<Int>) -> Bytes {
        let span = field.span
        let start = min(blanksEnd(span, range.lowerBound), range.upperBound)
        var end = range.upperBound
        while end > start, span[end - 1] == 0x20 || span[end - 1] == 0x09 { end -= 1 }
        return field[start..<end]
    }
}
