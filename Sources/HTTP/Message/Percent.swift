package import Octets

/// Percent-encoding (RFC 3986 §2.1).
package enum Percent {
    /// Decodes a path segment once. Nil where a `%` is not followed by two hexadecimal digits; `+` stays a
    /// plus.
    package static func decode(segment: Bytes) -> Bytes? {
        let span = segment.span
        guard span.firstIndex(of: UInt8(ascii: "%")) != nil else { return segment }
        var writer = ByteWriter(capacity: span.count)
        var index = 0
        while index < span.count {
            guard span[index] == UInt8(ascii: "%") else {
                writer.append(span[index])
                index += 1
                continue
            }
            guard let byte = escape(in: span, at: index) else { return nil }
            writer.append(byte)
            index += 3
        }
        return writer.finish()
    }

    /// Decodes a name or value of a query: `+` is a blank, and a `%` that begins no escape stays as it is,
    /// which is never an error (`hal-api.md` §4).
    package static func decode(query: Bytes) -> Bytes {
        let span = query.span
        var writer = ByteWriter(capacity: span.count)
        var index = 0
        while index < span.count {
            if span[index] == UInt8(ascii: "+") {
                writer.append(UInt8(ascii: " "))
            } else if span[index] == UInt8(ascii: "%"), let byte = escape(in: span, at: index) {
                writer.append(byte)
                index += 2
            } else {
                writer.append(span[index])
            }
            index += 1
        }
        return writer.finish()
    }

    /// Writes bytes with everything but unreserved characters (RFC 3986 §2.3) escaped.
    package static func encode(_ bytes: Span<UInt8>, into writer: inout ByteWriter) {
        for index in bytes.indices {
            let byte = bytes[index]
            if isUnreserved(byte) { writer.append(byte) } else { escape(byte, into: &writer) }
        }
    }

    /// Writes one escaped byte, digits in upper case.
    package static func escape(_ byte: UInt8, into writer: inout ByteWriter) {
        writer.append(UInt8(ascii: "%"))
        for nibble in [byte >> 4, byte & 15] {
            writer.append(
                nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "A"))
        }
    }

    /// Letters, digits, `-`, `.`, `_`, `~`.
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func escape(in span: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < span.count, let high = span[index + 1].hexDigitValue,
            let low = span[index + 2].hexDigitValue
        else { return nil }
        return high << 4 | low
    }
}
