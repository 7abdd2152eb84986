import Octets

/// The header section of a part.
enum MultipartHeaders {
    /// Reads field lines (RFC 5322 §2.2), each of which ends in CR LF; those that are folded become one, as some
    /// mail libraries still write them.
    static func read(
        _ section: Bytes, _ limits: MultipartLimits
    ) throws(MultipartError) -> [Headers.Field] {
        var fields: [Headers.Field] = []
        var start = 0
        while start < section.count {
            guard let end = endOfField(section.span, from: start) else {
                throw .malformed("a line of a part's header section does not end in CR LF")
            }
            guard fields.count < limits.headerFields else {
                throw .tooLarge("a part has too many fields")
            }
            fields.append(try field(section[start..<end]))
            start = end + 2
        }
        return fields
    }

    /// Where the field ends, before its last line break; nil where it has none.
    private static func endOfField(_ section: Span<UInt8>, from start: Int) -> Int? {
        var place = start
        while let end = section.firstIndex(of: 0x0D, from: place) {
            guard end + 1 < section.count, section[end + 1] == 0x0A else { return nil }
            let isFolded =
                end + 2 < section.count && (section[end + 2] == 0x20 || section[end + 2] == 0x09)
            guard isFolded else { return end }
            place = end + 2
        }
        return nil
    }

    private static func field(_ line: Bytes) throws(MultipartError) -> Headers.Field {
        guard let colon = line.span.firstIndex(of: UInt8(ascii: ":")),
            line.span.extracting(0..<colon).isToken
        else { throw .malformed("a line of a part's header section is no field") }
        var writer = ByteWriter(capacity: line.count - colon)
        for index in (colon + 1)..<line.count {
            let byte = line[index]
            // Of line breaks only those that fold are left here.
            if byte == 0x0D, index + 1 < line.count, line[index + 1] == 0x0A { continue }
            if byte == 0x0A, line[index - 1] == 0x0D { continue }
            guard byte >= 0x20 || byte == 0x09, byte != 0x7F else {
                throw .malformed("a field of a part holds a control character")
            }
            writer.append(byte)
        }
        let value = writer.finish()
        var (start, end) = (0, value.count)
        while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        while end > start, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        return Headers.Field(name: line[0..<colon], value: value[start..<end])
    }
}
