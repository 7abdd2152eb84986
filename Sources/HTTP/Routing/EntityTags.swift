import Octets

/// The value of an If-Match or If-None-Match field (RFC 9110 §13.1).
enum EntityTags {
    /// Whether the list is `*` or names the tag.
    /// - Parameter weakly: whether `W/` in front makes no difference; else a weak tag never matches
    ///   (RFC 9110 §8.8.3.2). A list that cannot be read names what could be read of it.
    static func list(_ field: Bytes, names tag: Bytes?, weakly: Bool) -> Bool {
        let span = field.span
        if span.count == 1, span[0] == UInt8(ascii: "*") { return true }
        guard let tag else { return false }
        let (wanted, wantedIsWeak) = opaque(tag, 0..<tag.count)
        guard weakly || !wantedIsWeak else { return false }
        var index = 0
        while index < span.count {
            if isSeparator(span[index]) {
                index += 1
                continue
            }
            let end = self.end(of: index, in: span)
            let (found, isWeak) = opaque(field, index..<end)
            index = end
            if found == wanted, weakly || !isWeak { return true }
        }
        return false
    }

    /// The list of those tags that have the mark, without it; `*` stays. Where there is none, a list of
    /// the empty tag, which no representation has: a condition must not vanish.
    static func list(_ field: Bytes, without mark: Bytes) -> Bytes {
        let span = field.span
        if span.count == 1, span[0] == UInt8(ascii: "*") { return field }
        var ending = ByteWriter(capacity: mark.count + 2)
        ending.append(";")
        ending.append(mark)
        ending.append("\"")
        let suffix = ending.finish()
        var writer = ByteWriter(capacity: field.count + 2)
        var index = 0
        while index < span.count {
            if isSeparator(span[index]) {
                index += 1
                continue
            }
            let tag = field[index..<end(of: index, in: span)]
            index += tag.count
            guard tag.span.ends(with: suffix.span) else { continue }
            if writer.count > 0 { writer.append(", ") }
            writer.append(tag[0..<(tag.count - suffix.count)])
            writer.append("\"")
        }
        return writer.count == 0 ? "\"\"" : writer.finish()
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == 0x20 || byte == 0x09
    }

    /// Where the tag that begins at `start` ends. A tag without quotes, which some clients send, ends at
    /// the next separator.
    private static func end(of start: Int, in span: Span<UInt8>) -> Int {
        var index = start
        if index + 1 < span.count, span[index] == UInt8(ascii: "W"),
            span[index + 1] == UInt8(ascii: "/")
        {
            index += 2
        }
        if index < span.count, span[index] == UInt8(ascii: "\"") {
            return span.firstIndex(of: UInt8(ascii: "\""), from: index + 1).map { $0 + 1 }
                ?? span.count
        }
        while index < span.count, !isSeparator(span[index]) { index += 1 }
        return max(index, start + 1)
    }

    private static func opaque(_ field: Bytes, _ range: Range<Int>) -> (tag: Bytes, isWeak: Bool) {
        let tag = field[range]
        let isWeak =
            tag.count > 2 && tag[0] == UInt8(ascii: "W") && tag[1] == UInt8(ascii: "/")
        return (isWeak ? tag[2..<tag.count] : tag, isWeak)
    }
}
