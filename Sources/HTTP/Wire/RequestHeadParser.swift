import Octets

/// Reads a request's head (RFC 9112 §§2-5) from bytes that may come in any pieces. Lines are checked as soon
/// as they are complete, so that nonsense is refused without waiting for its end, and no byte is looked at
/// twice. The rule: what two parsers could read differently is refused.
package struct RequestHeadParser: Sendable {
    /// One field line, as offsets from the input's beginning.
    struct FieldRange: Sendable {
        var nameStart: Int
        var nameEnd: Int
        var valueStart: Int
        var valueEnd: Int
    }

    /// Where the line under way begins.
    private var lineStart = 0
    /// Up to where the line under way has been searched for its end.
    private var scanned = 0
    /// Whether the one empty line that may precede a request line was there (RFC 9112 §2.2).
    private var skippedEmptyLine = false
    private var hasRequestLine = false
    private var fieldsStart = 0
    var headStart = 0
    var fields: [FieldRange] = []
    var line = RequestLine()
    private var framing = FramingFields()

    /// A parser before its first byte.
    package init() {}

    /// Forgets all, keeps the memory.
    package mutating func reset() {
        var kept = fields
        kept.removeAll(keepingCapacity: true)
        self = RequestHeadParser()
        fields = kept
    }

    /// Goes on with `input`, which begins where it began at the first call and is at least as long as at the
    /// last one. Nil: more bytes are needed.
    package mutating func parse(
        _ input: Span<UInt8>, limits: Limits
    ) throws(ParseError) -> RequestHead? {
        while let range = try nextLine(in: input, limits: limits) {
            if !range.isEmpty {
                if hasRequestLine {
                    guard fields.count < limits.headerFields else { throw .fieldsTooLarge }
                    try addField(input, range)
                } else {
                    line = try RequestLine(input, range)
                    hasRequestLine = true
                    fieldsStart = lineStart
                }
            } else if hasRequestLine {
                return try finish(input)
            } else {
                guard !skippedEmptyLine else {
                    throw .malformed("more than one empty line before the request line")
                }
                skippedEmptyLine = true
                headStart = lineStart
            }
        }
        return nil
    }

    /// The next complete line without its CRLF; nil if it is not complete yet. A CR or LF that stands alone
    /// is refused at once, as is a line that outgrows its limit, whichever comes first in the bytes.
    private mutating func nextLine(
        in input: Span<UInt8>, limits: Limits
    ) throws(ParseError) -> Range<Int>? {
        let limit =
            hasRequestLine
            ? max(limits.headerSectionBytes - (lineStart - fieldsStart), 0)
            : limits.requestLineBytes
        let end = min(input.count, lineStart + limit + 2)
        guard scanned < end else { return nil }
        let window = input.extracting(0..<end)
        let feed = window.firstIndex(of: 0x0A, from: scanned)
        let carriage = window.extracting(0..<(feed ?? end)).firstIndex(of: 0x0D, from: scanned)
        if let feed {
            guard carriage == feed - 1 else { throw .malformed("a line does not end in CRLF") }
            let range = lineStart..<(feed - 1)
            lineStart = feed + 1
            scanned = lineStart
            return range
        }
        if let carriage {
            guard carriage + 1 == end else { throw .malformed("a line does not end in CRLF") }
            scanned = carriage
        } else {
            scanned = end
        }
        if end - lineStart >= limit + 2 {
            throw hasRequestLine ? .fieldsTooLarge : .requestLineTooLong(limit: limit)
        }
        return nil
    }

    private mutating func addField(_ input: Span<UInt8>, _ range: Range<Int>) throws(ParseError) {
        var index = range.lowerBound
        while index < range.upperBound, input[index].isTokenCharacter { index += 1 }
        guard index < range.upperBound, input[index] == UInt8(ascii: ":") else {
            throw .malformed("a field line has no name and colon")
        }
        guard index > range.lowerBound else { throw .malformed("a field has no name") }
        var start = index + 1
        var end = range.upperBound
        while start < end, input[start].isOptionalWhitespace { start += 1 }
        while end > start, input[end - 1].isOptionalWhitespace { end -= 1 }
        for position in start..<end where !input[position].isFieldValueCharacter {
            throw .malformed("a field value has a control character")
        }
        let field = FieldRange(
            nameStart: range.lowerBound, nameEnd: index, valueStart: start, valueEnd: end)
        try framing.add(
            name: input.extracting(field.nameStart..<field.nameEnd),
            value: input.extracting(start..<end), position: fields.count)
        fields.append(field)
    }

    /// Checks what only the whole head shows, and copies it once.
    private func finish(_ input: Span<UInt8>) throws(ParseError) -> RequestHead {
        if line.version == .http11, framing.host == nil {
            throw .malformed("HTTP/1.1 without Host")
        }
        let body = try BodyFraming(
            contentLength: framing.contentLength, isChunked: framing.isChunked,
            version: line.version)
        let bytes = Bytes(copying: input.extracting(headStart..<lineStart))
        let slice = { (start: Int, end: Int) in bytes[(start - headStart)..<(end - headStart)] }
        var made: [Headers.Field] = []
        made.reserveCapacity(fields.count)
        for (position, field) in fields.enumerated() {
            let name = slice(field.nameStart, field.nameEnd)
            if position == framing.host, let authority = line.authority {
                made.append(
                    Headers.Field(
                        name: name, value: slice(authority.lowerBound, authority.upperBound)))
            } else {
                made.append(
                    Headers.Field(name: name, value: slice(field.valueStart, field.valueEnd)))
            }
        }
        let path = line.path.map { slice($0.lowerBound, $0.upperBound) }
        let query = line.query.map { slice($0.lowerBound, $0.upperBound) }
        return RequestHead(
            length: lineStart, method: line.method,
            methodToken: slice(line.token.lowerBound, line.token.upperBound),
            rawTarget: slice(line.target.lowerBound, line.target.upperBound),
            target: Target(path: path ?? (line.isServerWide ? "*" : "/"), query: query),
            version: line.version, headers: Headers(fields: made), framing: body,
            persists: framing.connection.persists(line.version),
            expectation: line.version == .http11 ? framing.expectation : .none)
    }
}
