import Octets

/// What a text says of itself in its first lines.
extension Markdown {
    /// The first heading that is not that of a table of a schema; those end in `Schema` or `Properties`.
    static func title(_ markdown: Bytes) -> Bytes {
        var title = Bytes()
        for line in lines(of: markdown) where line.span.starts(with: Bytes("# ").span) {
            title = line[2..<line.count]
            let schema: Bytes = " Schema"
            let properties: Bytes = " Properties"
            if !title.span.ends(with: schema.span), !title.span.ends(with: properties.span) {
                return title
            }
        }
        return title
    }

    /// The first paragraph that begins so, on one line; nothing if there is none.
    static func paragraph(_ markdown: Bytes, beginning: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: 256)
        var isInside = false
        for line in lines(of: markdown) {
            if !isInside {
                guard line.span.starts(with: beginning.span) else { continue }
                isInside = true
            } else if line.isEmpty {
                break
            } else {
                writer.append(" ")
            }
            writer.append(line)
        }
        return writer.finish()
    }

    /// HTML whose headings can be linked to, as `#` and the heading's words in lower case, with hyphens for
    /// blanks: what texts of this kind count on.
    static func anchored(_ html: Bytes) -> Bytes {
        let span = html.span
        var writer = ByteWriter(capacity: html.count + 1024)
        var start = 0
        while let open = span.firstIndex(of: UInt8(ascii: "<"), from: start) {
            writer.append(span.extracting(start..<open))
            start = open
            let end = min(open + 4, html.count)
            let tag = html[open..<end]
            if tag.count == 4, tag[1] == UInt8(ascii: "h"), tag[2] > UInt8(ascii: "0"),
                tag[2] <= UInt8(ascii: "6"), tag[3] == UInt8(ascii: ">")
            {
                writer.append(html[open..<(open + 3)])
                writer.append(" id=\"")
                append(anchor: html, from: end, to: &writer)
                writer.append("\">")
                start = end
            } else {
                writer.append(UInt8(ascii: "<"))
                start = open + 1
            }
        }
        writer.append(span.extracting(start..<span.count))
        return writer.finish()
    }

    /// Writes the anchor of a heading that begins at `start`: its text up to the next tag.
    private static func append(anchor html: Bytes, from start: Int, to writer: inout ByteWriter) {
        let span = html.span
        var index = start
        while index < span.count, span[index] != UInt8(ascii: "<") {
            let byte = span[index].asciiLowercased
            if byte == UInt8(ascii: " ") {
                writer.append(UInt8(ascii: "-"))
            } else if byte.isASCIIDigit || byte == UInt8(ascii: "-")
                || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
            {
                writer.append(byte)
            }
            index += 1
        }
    }

    private static func lines(of text: Bytes) -> [Bytes] {
        var lines: [Bytes] = []
        var start = 0
        while start < text.count {
            let end = text.span.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? text.count
            lines.append(text[start..<end])
            start = end + 1
        }
        return lines
    }
}
