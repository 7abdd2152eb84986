import Octets

/// A parameter value that may have any character: `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2).
enum ExtendedValue {
    /// The UTF-8 that such a value spells; nil where the form, the escapes or the text are broken, or the
    /// charset is neither UTF-8 nor ISO-8859-1.
    static func decode(_ value: Bytes) -> Bytes? {
        let span = value.span
        guard let first = span.firstIndex(of: UInt8(ascii: "'")),
            let second = span.firstIndex(of: UInt8(ascii: "'"), from: first + 1)
        else { return nil }
        let encoded = value[(second + 1)..<span.count]
        for index in encoded.span.indices {
            let byte = encoded[index]
            // In front of the percent sign; `'` and `*` belong to the form itself.
            let isAllowed =
                byte == UInt8(ascii: "%")
                || byte.isTokenCharacter && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "*")
            guard isAllowed else { return nil }
        }
        guard let text = Percent.decode(segment: encoded) else { return nil }
        let charset = span.extracting(0..<first)
        if charset.equalsIgnoringASCIICase("utf-8".utf8Span.span) {
            return text.span.isWellFormedUTF8 ? text : nil
        }
        guard charset.equalsIgnoringASCIICase("iso-8859-1".utf8Span.span) else { return nil }
        return transcoded(text)
    }

    /// Writes bytes as such a value: those of UTF-8 as they are, others as if they were ISO-8859-1, so that
    /// what is written is always well-formed.
    static func write(_ text: Bytes, to writer: inout ByteWriter) {
        writer.append("UTF-8''")
        Percent.encode(
            (text.span.isWellFormedUTF8 ? text : transcoded(text)).span, into: &writer)
    }

    /// The UTF-8 of a text in ISO-8859-1.
    private static func transcoded(_ text: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: 2 * text.count)
        for index in text.span.indices {
            let byte = text[index]
            if byte < 0x80 {
                writer.append(byte)
            } else {
                writer.append(0xC0 | byte >> 6)
                writer.append(0x80 | byte & 0x3F)
            }
        }
        return writer.finish()
    }
}
