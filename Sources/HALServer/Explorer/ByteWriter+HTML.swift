import Octets

extension ByteWriter {
    /// Writes text so that it is text in HTML, between tags and in quoted attributes alike: whatever was
    /// stored, nothing of it becomes markup. Control characters, which HTML cannot say, become U+FFFD.
    mutating func append(html text: Span<UInt8>) {
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard let escaped = Self.escape(of: byte) else { continue }
            append(text.extracting(start..<index))
            append(escaped)
            start = index + 1
        }
        append(text.extracting(start..<text.count))
    }

    /// Writes text as ``append(html:)-(Span)`` does.
    mutating func append(html text: Bytes) { append(html: text.span) }

    /// What stands for a byte in HTML; nil where it stands for itself.
    private static func escape(of byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0x09, 0x0A: nil
        case 0x0D: "&#13;"
        case 0x00..<0x20, 0x7F: "\u{FFFD}"
        default: nil
        }
    }

    /// Writes at most `limit` bytes of a text as HTML, whole characters only, and says how much is left out.
    mutating func append(html text: Bytes, limit: Int) {
        guard text.count > limit else { return append(html: text.span) }
        let span = text.span
        var end = max(limit, 0)
        while end > 0, span[end] & 0xC0 == 0x80 { end -= 1 }
        append(html: span.extracting(0..<end))
        append("… <em>(")
        append(decimal: text.count - end)
        append(" more bytes)</em>")
    }
}
