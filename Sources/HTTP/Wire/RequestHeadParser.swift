import Octets

/// Reads a request's head (RFC 9112 §§2-5) from bytes that may come in any pieces. Lines are checked as soon
/// as they are complete, so that nonsense is refused without waiting for its end, and no byte is looked at
/// twice. The rule: what two parsers could read differently is refused.
package struct RequestHeadParser: Sendable {
    /// Where the line under way begins.
    private var lineStart = 0
    /// Up to where the line under way has been searched for its end.
    private var scanned = 0
    /// Whether the one empty line that may precede a request line was there (RFC 9112 §2.2).
    private var skippedEmptyLine = false
    private var hasRequestLine = false
    private var fieldsStart = 0
    var headStart = 0
    /// The field lines, as offsets from the head's beginning.
    private var fields: [Headers.Line] = []
    var line = RequestLine()
    private var framing = FramingFields()

    /// A parser before its first byte.
    package init() {}

    /// Forgets all.
    package mutating func reset() { self = RequestHeadParser() }

    /// Goes on with `input`, which begins where it began at the first call and is at least as long as at the
    /// last one. Nil: more bytes are needed.
    package mutating func parse(
        _ input: Span<UInt8>, limits: Limits
    ) throws(ParseError) -> RequestHead? {
        while let range = try nextLine(in: input, limits: limits) {
            if !range.isEmpty {
                do throws(ParseError) {
                    try read(input, range, limits)
                } catch {
                    // Whatever else is wrong: the rows of a head are told apart by CRLF alone.
                    guard input.extracting(range).firstIndex(of: 0x0D) == nil else {
                        throw .malformed("a line does not end in CRLF")
                    }
                    throw error
                }
            } else if hasRequestLine {
                return try finish(input, limits)
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

    /// Reads a line that is not empty. A CR inside of it is refused by all that may stand there.
    private mutating func read(
        _ input: Span<UInt8>, _ range: Range<Int>, _ limits: Limits
    ) throws(ParseError) {
        if hasRequestLine {
            guard fields.count < limits.headerFields else { throw .fieldsTooLarge }
            try addField(input, range)
        } else {
            line = try RequestLine(input, range)
            hasRequestLine = true
            fieldsStart = lineStart
        }
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
        if let feed = window.firstIndex(of: 0x0A, from: scanned) {
            guard feed > lineStart, window[feed - 1] == 0x0D else {
                throw .malformed("a line does not end in CRLF")
            }
            let range = lineStart..<(feed - 1)
            lineStart = feed + 1
            scanned = lineStart
            return range
        }
        if let carriage = window.firstIndex(of: 0x0D, from: scanned) {
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
        let line = input.extracting(range)
        let nameCount = line.tokenEnd(from: 0)
        guard nameCount < line.count, line[nameCount] == UInt8(ascii: ":") else {
            throw .malformed("a field line has no name and colon")
        }
        guard nameCount > 0 else { throw .malformed("a field has no name") }
        var start = nameCount + 1
        var end = line.count
        while start < end, line[start].isOptionalWhitespace { start += 1 }
        while end > start, line[end - 1].isOptionalWhitespace { end -= 1 }
        let value = line.extracting(start..<end)
        guard value.isFieldValue else {
            throw .malformed("a field value has a control character")
        }
        try framing.add(
            name: line.extracting(0..<nameCount), value: value, position: fields.count)
        if fields.isEmpty { fields.reserveCapacity(12) }
        // A head's limits keep it far below 4 GiB.
        let offset = UInt32(truncatingIfNeeded: range.lowerBound - headStart)
        fields.append(
            Headers.Line(
                name: offset, nameCount: UInt32(truncatingIfNeeded: nameCount),
                value: offset &+ UInt32(truncatingIfNeeded: start),
                valueCount: UInt32(truncatingIfNeeded: end - start)))
    }

    /// Checks what only the whole head shows, and copies it once.
    private mutating func finish(
        _ input: Span<UInt8>, _ limits: Limits
    ) throws(ParseError) -> RequestHead {
        if line.version == .http11, framing.host == nil {
            throw .malformed("HTTP/1.1 without Host")
        }
        let bytes = Bytes(copying: input.extracting(headStart..<lineStart))
        let body: BodyFraming
        if let upload = bareUpload(bytes, limits) {
            body = upload.framing
        } else {
            body = try BodyFraming(
                contentLength: framing.contentLength, isChunked: framing.isChunked,
                version: line.version)
        }
        if let position = framing.host, let authority = line.authority {
            fields[position].value = UInt32(truncatingIfNeeded: authority.lowerBound - headStart)
            fields[position].valueCount = UInt32(truncatingIfNeeded: authority.count)
        }
        return RequestHead(
            length: lineStart, method: line.method, version: line.version, framing: body,
            persists: framing.connection.persists(line.version),
            expectation: line.version == .http11 ? framing.expectation : .none, bytes: bytes,
            line: line.moved(by: -headStart), fields: fields)
    }

    /// The odd upload that this head begins, where it is one and such are taken.
    private func bareUpload(_ head: Bytes, _ limits: Limits) -> BareUpload? {
        guard limits.takesBareUploads, framing.isChunked, let length = framing.contentLength,
            let path = line.path
        else { return nil }
        return BareUpload(
            method: line.method,
            path: head[(path.lowerBound - headStart)..<(path.upperBound - headStart)],
            version: line.version, headers: Headers(received: head, fields), length: length)
    }
}
