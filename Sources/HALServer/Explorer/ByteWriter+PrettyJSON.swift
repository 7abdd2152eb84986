import Octets

extension ByteWriter {
    /// How far lines are set in at most, in levels. Deeper ones stay there, so that what is written grows
    /// only with what is read.
    private static let deepestIndent = 20

    /// Writes a JSON text that was checked before, a member or an element a line. Names, strings and numbers
    /// stay as they were spelled. Ends behind `limit` bytes of the text.
    mutating func append(prettyJSON text: Bytes, limit: Int) {
        let span = text.span
        let end = min(span.count, limit)
        var depth = 0
        var index = 0
        while index < end {
            let byte = span[index]
            switch byte {
            case UInt8(ascii: "\""):
                let close = Self.endOfString(in: span, from: index, limit: end)
                append(span.extracting(index..<close))
                index = close
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                append(byte)
                let next = Self.afterSpace(in: span, from: index + 1)
                if next < span.count, span[next] == byte + 2 {
                    append(span[next])
                    index = next
                } else {
                    depth += 1
                    line(depth)
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                line(depth)
                append(byte)
            case UInt8(ascii: ","):
                append(byte)
                line(depth)
            case UInt8(ascii: ":"): append(": ")
            case 0x20, 0x09, 0x0A, 0x0D: break
            default: append(byte)
            }
            index += 1
        }
    }

    private mutating func line(_ depth: Int) {
        append("\n")
        for _ in 0..<min(max(depth, 0), Self.deepestIndent) { append("  ") }
    }

    private static func afterSpace(in span: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < span.count, span[index] <= 0x20 { index += 1 }
        return index
    }

    /// Where the string that begins at `start` ends, its quote included; at `limit` if it goes beyond, then
    /// between two characters.
    private static func endOfString(in span: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var index = start + 1
        while index < limit, span[index] != UInt8(ascii: "\"") {
            index += span[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index >= limit else { return index + 1 }
        index = limit
        while index > start, index < span.count, span[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }
}
