package import Octets

/// An entity tag (RFC 9110 §8.8.3).
package struct ETag: Sendable, Hashable {
    /// The field value: quoted, with `W/` in front if weak.
    package let field: HeaderValue

    /// A strong tag of these characters, which must lie in `etagc` (no quote, no control, no blank).
    package init?(_ opaque: Bytes) {
        let span = opaque.span
        for index in span.indices {
            let byte = span[index]
            guard byte == 0x21 || (byte >= 0x23 && byte != 0x7F) else { return nil }
        }
        var writer = ByteWriter(capacity: opaque.count + 2)
        writer.append(UInt8(ascii: "\""))
        writer.append(opaque)
        writer.append(UInt8(ascii: "\""))
        guard let field = HeaderValue(writer.finish()) else { return nil }
        self.field = field
    }

    /// The strong tag of a number, as versions and positions are: `"9"`, `"-1"`.
    package init(_ number: Int64) {
        var writer = ByteWriter(capacity: 24)
        writer.append(UInt8(ascii: "\""))
        writer.append(decimal: number)
        writer.append(UInt8(ascii: "\""))
        field = HeaderValue(writer.finish()) ?? "\"\""
    }
}
