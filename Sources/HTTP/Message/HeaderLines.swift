import Octets

/// The field lines of a message: the text as it is sent, and where in it the lines lie. Nothing is keyed by names: a
/// request has few fields, and a dictionary keyed from outside could be flooded. Never copied by the way: it is
/// looked at where it lies.
struct HeaderLines: ~Copyable, Sendable {
    /// Where a line lies in the text, in bytes from its beginning.
    struct Line: Sendable {
        var name: UInt32
        var nameCount: UInt32
        var value: UInt32
        var valueCount: UInt32

        var nameRange: Range<Int> { Int(name)..<Int(name &+ nameCount) }
        var valueRange: Range<Int> { Int(value)..<Int(value &+ valueCount) }
        var end: Int { Int(value &+ valueCount) + 2 }
    }

    private var text: Bytes
    private var lines: [Line]
    /// Whether the text is what ``lines`` show, each as `Name: value` and CRLF, and nothing else.
    private var isDense: Bool
    /// The lengths that names here have, as bits: most look-ups are for fields that are not there.
    private var lengths: UInt64
    /// Whether a name is one of those that frame a message.
    private var hasFraming: Bool

    /// No fields.
    init() {
        text = Bytes()
        lines = []
        isDense = true
        lengths = 0
        hasFraming = false
    }

    /// The lines of a head as it was received, which the parser has checked.
    init(received text: Bytes, _ lines: [Line]) {
        self.text = text
        self.lines = lines
        isDense = false
        lengths = 0
        hasFraming = true
        let shown = lines.span
        for index in shown.indices { lengths |= Self.bit(Int(shown[index].nameCount)) }
    }

    /// The same fields once more.
    init(copying other: borrowing HeaderLines) {
        text = other.text
        lines = other.lines
        isDense = other.isDense
        lengths = other.lengths
        hasFraming = other.hasFraming
    }

    private static func bit(_ length: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: length) }

    /// The names and values in order.
    var fields: [Headers.Field] {
        lines.map { Headers.Field(name: text[$0.nameRange], value: text[$0.valueRange]) }
    }

    /// Whether there are none.
    var isEmpty: Bool { lines.isEmpty }

    /// The value of the first field of that name, or nil.
    subscript(name: HeaderName) -> Bytes? {
        guard let index = firstIndex(of: name.spelling.span) else { return nil }
        return text[lines[index].valueRange]
    }

    /// The values of every field of that name, in order.
    func all(_ name: HeaderName) -> [Bytes] {
        var values: [Bytes] = []
        var index = firstIndex(of: name.spelling.span)
        while let found = index {
            values.append(text[lines[found].valueRange])
            index = firstIndex(of: name.spelling.span, from: found + 1)
        }
        return values
    }

    /// The value of a field whose lines combine to one comma-separated list (RFC 9110 §5.3), or nil.
    func list(_ name: HeaderName) -> Bytes? {
        guard let first = firstIndex(of: name.spelling.span) else { return nil }
        let value = text[lines[first].valueRange]
        var next = firstIndex(of: name.spelling.span, from: first + 1)
        guard next != nil else { return value }
        var writer = ByteWriter(capacity: 128)
        writer.append(value)
        while let found = next {
            writer.append(", ")
            writer.append(text.span.extracting(lines[found].valueRange))
            next = firstIndex(of: name.spelling.span, from: found + 1)
        }
        return writer.finish()
    }

    /// Whether a field of that name is there.
    func contains(_ name: HeaderName) -> Bool {
        firstIndex(of: name.spelling.span) != nil
    }

    /// Whether there are several fields of that name.
    func repeats(_ name: HeaderName) -> Bool {
        guard let first = firstIndex(of: name.spelling.span) else { return false }
        return firstIndex(of: name.spelling.span, from: first + 1) != nil
    }

    /// Whether the first field of that name has exactly this value.
    func has(_ name: HeaderName, _ value: HeaderValue) -> Bool {
        guard let index = firstIndex(of: name.spelling.span) else { return false }
        return text.span.extracting(lines[index].valueRange).hasSameBytes(as: value.bytes.span)
    }

    /// How many fields of that name there are, and the value of the last one.
    func count(_ name: HeaderName) -> (count: Int, last: Bytes?) {
        var count = 0
        var last: Int?
        while let found = firstIndex(of: name.spelling.span, from: last.map { $0 + 1 } ?? 0) {
            count += 1
            last = found
        }
        return (count, last.map { text[lines[$0].valueRange] })
    }

    private func firstIndex(of name: Span<UInt8>, from start: Int = 0) -> Int? {
        guard lengths & Self.bit(name.count) != 0 else { return nil }
        let text = text.span
        let lines = lines.span
        var index = start
        while index < lines.count {
            let line = lines[index]
            if Int(line.nameCount) == name.count,
                text.extracting(line.nameRange).equalsIgnoringASCIICase(name)
            {
                return index
            }
            index += 1
        }
        return nil
    }
}

// MARK: - Changing

extension HeaderLines {
    /// Puts these fields, each of a name of its own, in the place of all of their names: what every answer of
    /// an API carries, prepared once.
    mutating func set(all prepared: borrowing HeaderLines) {
        removeLines { prepared.firstIndex(of: $0) != nil }
        guard prepared.isDense, prepared.text.count + text.count <= Int(Int32.max) else {
            for line in prepared.lines {
                append(
                    prepared.text.span.extracting(line.nameRange),
                    prepared.text.span.extracting(line.valueRange))
            }
            return
        }
        lengths |= prepared.lengths
        hasFraming = hasFraming || prepared.hasFraming
        let offset = UInt32(text.count)
        text.append(prepared.text.span)
        lines.reserveCapacity(lines.count + prepared.lines.count)
        for line in prepared.lines {
            var moved = line
            moved.name &+= offset
            moved.value &+= offset
            lines.append(moved)
        }
    }

    /// Takes away every field line of that name.
    mutating func remove(_ name: HeaderName) {
        guard contains(name) else { return }
        removeLines { $0.equalsIgnoringASCIICase(name.spelling.span) }
    }

    private mutating func removeLines(_ isRemoved: (Span<UInt8>) -> Bool) {
        let (shown, before) = (text, lines.count)
        lines.removeAll { isRemoved(shown.span.extracting($0.nameRange)) }
        if lines.count != before { isDense = false }
    }

    /// Whether the last lines are those prepared ones already.
    func holds(_ prepared: borrowing HeaderLines) -> Bool {
        guard isDense, prepared.isDense, lines.count >= prepared.lines.count else { return false }
        let behind = lines.count - prepared.lines.count
        let start = behind == 0 ? 0 : lines[behind - 1].end
        return text.span.extracting(start..<text.count).hasSameBytes(as: prepared.text.span)
    }

    /// Adds a field line behind the others.
    mutating func append(_ name: Span<UInt8>, _ value: Span<UInt8>) {
        // No message comes near, and an offset that wrapped around would show other bytes.
        guard text.count + name.count + value.count <= Int(Int32.max) else { return }
        if lines.isEmpty {
            text = Bytes(capacity: 512)
            isDense = true
            lines.reserveCapacity(8)
        }
        lengths |= Self.bit(name.count)
        if Self.frames(name) { hasFraming = true }
        let start = text.count
        text.append(name)
        text.append(Self.colon.span)
        let valueStart = text.count
        text.append(value)
        text.append(Self.end.span)
        lines.append(
            Line(
                name: UInt32(start), nameCount: UInt32(name.count), value: UInt32(valueStart),
                valueCount: UInt32(value.count)))
    }

    private static let colon: Bytes = ": "
    private static let end: Bytes = "\r\n"
}

// MARK: - Sending

extension HeaderLines {
    /// Writes the lines as they are sent, without those that frame the message: they are the engine's.
    func write(to writer: inout ByteWriter) {
        let text = text.span
        guard !isDense || hasFraming else { return writer.append(text) }
        let lines = lines.span
        for index in lines.indices {
            let name = text.extracting(lines[index].nameRange)
            guard !Self.frames(name) else { continue }
            writer.append(name)
            writer.append(": ")
            writer.append(text.extracting(lines[index].valueRange))
            writer.append("\r\n")
        }
    }

    /// Whether a field of that name frames the message.
    private static func frames(_ name: Span<UInt8>) -> Bool {
        switch name.count {
        case 4: name.equalsIgnoringASCIICase("date".utf8Span.span)
        case 10: name.equalsIgnoringASCIICase("connection".utf8Span.span)
        case 14: name.equalsIgnoringASCIICase("content-length".utf8Span.span)
        case 17: name.equalsIgnoringASCIICase("transfer-encoding".utf8Span.span)
        default: false
        }
    }
}
