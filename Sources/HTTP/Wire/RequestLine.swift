import Octets

/// The parts of a request line (RFC 9112 §3), as offsets into the input.
struct RequestLine: Sendable {
    var token = 0..<0
    var target = 0..<0
    var version = Request.Version.http11
    /// Nil for a token that is no method of ours, and for CONNECT, which this server never does.
    var method: Method?
    /// The authority of a target in absolute form.
    var authority: Range<Int>?
    /// The path; nil where the target has none of its own.
    var path: Range<Int>?
    var query: Range<Int>?
    /// Whether the target is the server as a whole (`*`).
    var isServerWide = false

    init() {}

    /// Reads `method SP target SP version`: exactly two blanks, nothing around them.
    init(_ input: Span<UInt8>, _ line: Range<Int>) throws(ParseError) {
        var index = input.extracting(0..<line.upperBound).tokenEnd(from: line.lowerBound)
        token = line.lowerBound..<index
        guard !token.isEmpty, index < line.upperBound, input[index] == 0x20 else {
            throw .malformed("the request line begins with no method")
        }
        let start = index + 1
        index = input.extracting(0..<line.upperBound).targetEnd(from: start)
        guard index == line.upperBound || input[index] == 0x20 else {
            throw .malformed("the request target has a character that must be escaped")
        }
        target = start..<index
        guard !target.isEmpty, index < line.upperBound else {
            throw .malformed("the request line has no target and version")
        }
        version = try Self.version(input.extracting((index + 1)..<line.upperBound))
        let known = Method(input.extracting(token))
        method = known == .connect ? nil : known
        if known != .connect { try readTarget(input) }
    }

    /// Reads `HTTP/1.x`; 1.2 and later count as 1.1 (RFC 9110 §2.5).
    private static func version(_ text: Span<UInt8>) throws(ParseError) -> Request.Version {
        guard text.count == 8, text.starts(with: "HTTP/".utf8Span.span), text[5].isASCIIDigit,
            text[6] == UInt8(ascii: "."), text[7].isASCIIDigit
        else { throw .malformed("the request line ends in no HTTP version") }
        guard text[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
        return text[7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    /// Tells the forms of a target apart (RFC 9112 §3.2).
    private mutating func readTarget(_ input: Span<UInt8>) throws(ParseError) {
        let first = input[target.lowerBound]
        if first == UInt8(ascii: "/") { return split(input, from: target.lowerBound) }
        if first == UInt8(ascii: "*"), target.count == 1 {
            guard method == .options else { throw .malformed("only OPTIONS may ask for *") }
            isServerWide = true
            return
        }
        let text = input.extracting(target)
        let scheme: Int
        if text.count > 7,
            text.extracting(0..<7).equalsIgnoringASCIICase("http://".utf8Span.span)
        {
            scheme = 7
        } else if text.count > 8,
            text.extracting(0..<8).equalsIgnoringASCIICase("https://".utf8Span.span)
        {
            scheme = 8
        } else {
            throw .malformed("the request target is neither a path nor a URL")
        }
        var end = scheme
        while end < text.count, text[end] != UInt8(ascii: "/"), text[end] != UInt8(ascii: "?") {
            end += 1
        }
        guard Authority.isValid(text.extracting(scheme..<end)) else {
            throw .malformed("the request target's host is no host")
        }
        authority = (target.lowerBound + scheme)..<(target.lowerBound + end)
        split(input, from: target.lowerBound + end)
        // RFC 9112 §3.2.4: OPTIONS of a URL without path and query asks for the server.
        isServerWide = path == nil && query == nil && method == .options
    }

    /// Cuts path and query apart. An empty path is left nil and means `/`.
    private mutating func split(_ input: Span<UInt8>, from start: Int) {
        let mark = input.extracting(0..<target.upperBound).firstIndex(
            of: UInt8(ascii: "?"), from: start)
        let end = mark ?? target.upperBound
        if end > start { path = start..<end }
        if let mark { query = (mark + 1)..<target.upperBound }
    }

    /// The same parts, counted from another beginning.
    func moved(by distance: Int) -> RequestLine {
        guard distance != 0 else { return self }
        let move = { (range: Range<Int>) in
            (range.lowerBound + distance)..<(range.upperBound + distance)
        }
        var moved = self
        moved.token = move(token)
        moved.target = move(target)
        moved.authority = authority.map(move)
        moved.path = path.map(move)
        moved.query = query.map(move)
        return moved
    }
}
