package import Octets

/// A field value that may go on the wire: no CR, LF, NUL or other control but TAB (RFC 9110 §5.5). Every
/// outgoing value passes here, so that nothing a user stored can end a header line.
package struct HeaderValue: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The bytes of the value.
    package let bytes: Bytes

    /// The value of a literal, which the author has checked.
    package init(stringLiteral value: StaticString) { bytes = Bytes(value) }

    /// The value of these bytes, or nil if they must not go on the wire.
    package init?(_ bytes: Bytes) {
        let span = bytes.span
        for index in span.indices {
            let byte = span[index]
            if byte < 0x20 ? byte != 0x09 : byte == 0x7F { return nil }
        }
        self.bytes = bytes
    }

    /// The value of a text, or nil if it must not go on the wire.
    package init?(_ text: String) { self.init(Bytes(text)) }

    /// The value of an integer, in decimal.
    package init(_ number: some FixedWidthInteger) {
        var writer = ByteWriter(capacity: 20)
        writer.append(decimal: number)
        bytes = writer.finish()
    }
}
