/// A second reader of multipart bodies (RFC 2046 §5.1), of whole bodies: slow, and written to be believed.
enum ReferenceMultipart {
    /// A field of a part.
    struct Field: Equatable {
        let name: [UInt8]
        let value: [UInt8]
    }

    /// A part.
    struct Part: Equatable {
        var fields: [Field]
        var content: [UInt8]
    }

    /// The parts of a body; nil where it is not whole or a header section cannot be read.
    static func parts(_ body: [UInt8], _ boundary: [UInt8]) -> [Part]? {
        let dashed = Array("--".utf8) + boundary
        var parts: [Part] = []
        guard var delimiter = delimiter(body, from: 0, dashed) else { return nil }
        while !delimiter.isLast {
            guard let end = endOfSection(body, from: delimiter.end),
                let fields = fields(body[delimiter.end..<end]),
                let next = Self.delimiter(body, from: end, dashed)
            else { return nil }
            parts.append(Part(fields: fields, content: Array(body[end..<next.start])))
            delimiter = next
        }
        return parts
    }

    /// The first delimiter at `start` or behind it: where what it parts ends, where it ends itself.
    private static func delimiter(
        _ body: [UInt8], from start: Int, _ dashed: [UInt8]
    ) -> (start: Int, end: Int, isLast: Bool)? {
        for place in start..<max(body.count, start) {
            let rest = body[place...]
            if place == start, let (end, isLast) = line(rest, dashed) {
                return (place, end, isLast)
            }
            if let (end, isLast) = line(rest, [0x0D, 0x0A] + dashed) {
                return (place, end, isLast)
            }
        }
        return nil
    }

    /// Where the line ends that begins like this and is a delimiter.
    private static func line(_ text: ArraySlice<UInt8>, _ start: [UInt8]) -> (Int, Bool)? {
        guard text.starts(with: start) else { return nil }
        let rest = text.dropFirst(start.count)
        if rest.starts(with: Array("--".utf8)) { return (rest.startIndex + 2, true) }
        let behind = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard behind.startIndex - rest.startIndex <= 64, behind.starts(with: [0x0D, 0x0A]) else {
            return nil
        }
        return (behind.startIndex + 2, false)
    }

    private static func endOfSection(_ body: [UInt8], from start: Int) -> Int? {
        if body[start...].starts(with: [0x0D, 0x0A]) { return start + 2 }
        for place in start..<max(body.count, start)
        where body[place...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) {
            return place + 4
        }
        return nil
    }

    private static func fields(_ section: ArraySlice<UInt8>) -> [Field]? {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var rest = section
        while let byte = rest.first {
            if rest.starts(with: [0x0D, 0x0A]) {
                rest = rest.dropFirst(2)
                if line.isEmpty { break }
                // A line that begins with a blank continues the one before.
                if rest.first == 0x20 || rest.first == 0x09 { continue }
                lines.append(line)
                line = []
            } else {
                guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return nil }
                line.append(byte)
                rest = rest.dropFirst()
            }
        }
        var fields: [Field] = []
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
                line[..<colon].allSatisfy(isTokenCharacter)
            else { return nil }
            func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
            let value = line[(colon + 1)...].drop(while: isBlank).reversed().drop(while: isBlank)
            fields.append(Field(name: Array(line[..<colon]), value: value.reversed()))
        }
        return fields
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return byte < 0x80 && (character.isLetter || character.isNumber)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
