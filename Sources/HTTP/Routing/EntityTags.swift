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
        let (wanted, wantedIsWeak) = opaque(tag)
        guard weakly || !wantedIsWeak else { return false }
        var place = 0
        while let next = self.tag(in: field, from: &place) {
            let (found, isWeak) = opaque(next)
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
        var place = 0
        while let tag = tag(in: field, from: &place) {
            guard tag.span.ends(with: suffix.span) else { continue }
            if writer.count > 0 { writer.append(", ") }
            writer.append(tag[0..<(tag.count - suffix.count)])
            writer.append("\"")
        }
        return writer.count == 0 ? "\"\"" : writer.finish()
    }

    /// The list with the marks of these representations taken off the tags that have one.
    /// - Parameter keepingOthers: whether tags without such a mark stay; else, where there is no other, it is
    ///   a list of the empty tag, which no representation has.
    static func list(
        _ field: Bytes, takingOff marks: [Bytes], keepingOthers: Bool = true
    ) -> Bytes {
        let span = field.span
        if span.count == 1, span[0] == UInt8(ascii: "*") { return field }
        var writer = ByteWriter(capacity: field.count)
        var place = 0
        while let tag = tag(in: field, from: &place) {
            let unmarked = taking(marks, off: tag)
            guard keepingOthers || unmarked != nil else { continue }
            if writer.count > 0 { writer.append(", ") }
            writer.append(unmarked ?? tag)
        }
        return writer.count == 0 ? "\"\"" : writer.finish()
    }

    /// The tag without its mark; nil if it has none of these.
    private static func taking(_ marks: [Bytes], off tag: Bytes) -> Bytes? {
        for mark in marks {
            let start = tag.count - mark.count - 2
            guard start > 0, tag[start] == UInt8(ascii: ";"),
                tag[tag.count - 1] == UInt8(ascii: "\""), tag[(start + 1)..<(tag.count - 1)] == mark
            else { continue }
            var writer = ByteWriter(capacity: tag.count)
            writer.append(tag[0..<start])
            writer.append("\"")
            return writer.finish()
        }
        return nil
    }

    /// The tag at `place` or behind it, and `place` then behind that; nil where none is left.
    private static func tag(in field: Bytes, from place: inout Int) -> Bytes? {
        let span = field.span
        while place < span.count, isSeparator(span[place]) { place += 1 }
        guard place < span.count else { return nil }
        let start = place
        place = end(of: start, in: span)
        return field[start..<place]
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

    private static func opaque(_ tag: Bytes) -> (tag: Bytes, isWeak: Bool) {
        let isWeak =
            tag.count > 2 && tag[0] == UInt8(ascii: "W") && tag[1] == UInt8(ascii: "/")
        return (isWeak ? tag[2..<tag.count] : tag, isWeak)
    }
}
