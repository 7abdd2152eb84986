import Octets

/// Reads one JSON text from its beginning to its end, checking it as strictly as RFC 8259 is written, and
/// tells where things stand. It builds nothing: a value that is of no interest is skipped (and checked)
/// for the price of looking at its bytes.
///
///     var scanner = JSONScanner(body.span)
///     try scanner.beginObject()
///     while let name = try scanner.nextName() {
///         if scanner.text(name, is: "type") {
///             type = try body.decoding(scanner.string())
///         } else {
///             try scanner.skipValue()
///         }
///     }
///     try scanner.finish()
///
/// What RFC 8259 leaves open is accepted and left as it stands: names that repeat, lone surrogates,
/// `\u0000`, numbers of any size. Containers nest at most ``depthLimit`` deep.
package struct JSONScanner: ~Escapable {
    /// The most containers inside each other, in number.
    package static let depthLimit = 512

    /// The whole text.
    let text: Span<UInt8>
    /// How far the text was read, in bytes from its beginning.
    package internal(set) var offset = 0
    /// The containers begun and not ended.
    var depth = 0
    /// Whether the container begun last has not been asked for a member or an element.
    private var isFresh = false

    /// A scanner at the beginning of a text.
    @_lifetime(copy text)
    package init(_ text: Span<UInt8>) {
        self.text = text
    }

    /// Passes over a UTF-8 byte order mark, which RFC 8259 §8.1 lets a receiver ignore. Call it first.
    package mutating func skipByteOrderMark() {
        if offset == 0, text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            offset = 3
        }
    }

    /// The kind of the value that comes next, which stays unread. Afterwards ``offset`` is where it begins.
    package mutating func nextKind() throws(JSONError) -> JSONKind {
        switch try nextByte("expected a value") {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw JSONError("expected a value", at: offset)
        }
    }

    /// Whether a comma or a closing bracket stands where a value belongs. That is no JSON, but one known
    /// client writes it for "none" (`"jsonMetadata":,`); who wants to bear with it asks here behind
    /// ``nextName()`` and goes on with the next name. Nothing is read but white space.
    package mutating func isValueMissing() -> Bool {
        skipSpace()
        guard offset < text.count else { return false }
        return text[offset] == UInt8(ascii: ",") || text[offset] == UInt8(ascii: "}")
    }

    /// Reads the brace that begins an object. Then call ``nextName()`` until it returns nil.
    package mutating func beginObject() throws(JSONError) {
        try begin(UInt8(ascii: "{"), "expected an object")
    }

    /// Reads the bracket that begins an array. Then call ``nextElement()`` until it returns false.
    package mutating func beginArray() throws(JSONError) {
        try begin(UInt8(ascii: "["), "expected an array")
    }

    /// Reads the next member's name and the colon behind it, or the end of the object (nil). The member's
    /// value must be read or skipped before the next call.
    package mutating func nextName() throws(JSONError) -> JSONText? {
        guard try advance(closing: UInt8(ascii: "}"), "expected a comma or the end of the object")
        else { return nil }
        return try name()
    }

    /// Whether another element follows, which must then be read or skipped; false at the array's end.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try advance(closing: UInt8(ascii: "]"), "expected a comma or the end of the array")
    }

    /// Checks that nothing but white space follows.
    package mutating func finish() throws(JSONError) {
        skipSpace()
        guard offset == text.count else {
            throw JSONError("unexpected text at the end", at: offset)
        }
    }

    /// Reads a name with its colon.
    @inline(__always)
    mutating func name() throws(JSONError) -> JSONText {
        guard try nextByte("expected a name") == UInt8(ascii: "\"") else {
            throw JSONError("expected a name", at: offset)
        }
        let name = try quotedText()
        guard try nextByte("expected a colon") == UInt8(ascii: ":") else {
            throw JSONError("expected a colon", at: offset)
        }
        offset &+= 1
        return name
    }

    /// Passes over white space (RFC 8259 §2).
    @inline(__always)
    mutating func skipSpace() { offset = text.endOfSpace(from: offset) }

    /// The next byte that is no white space, which stays unread.
    @inline(__always)
    mutating func nextByte(_ expectation: StaticString) throws(JSONError) -> UInt8 {
        skipSpace()
        guard offset < text.count else { throw unexpectedEnd(expectation) }
        return text[offset]
    }

    func unexpectedEnd(_ expectation: StaticString) -> JSONError {
        JSONError("\(expectation), but the text ends", at: text.count)
    }

    private mutating func begin(_ bracket: UInt8, _ expectation: String) throws(JSONError) {
        skipSpace()
        guard offset < text.count, text[offset] == bracket else {
            throw JSONError(expectation, at: offset)
        }
        guard depth < Self.depthLimit else { throw tooDeep() }
        depth &+= 1
        offset &+= 1
        isFresh = true
    }

    /// The error for one container too many, at ``offset``.
    func tooDeep() -> JSONError {
        JSONError("more than \(Self.depthLimit) values inside each other", at: offset)
    }

    /// Goes to the next member or element; false behind the closing bracket.
    @inline(__always)
    private mutating func advance(
        closing: UInt8, _ expectation: StaticString
    ) throws(JSONError) -> Bool {
        let byte = try nextByte(expectation)
        if byte == closing {
            offset &+= 1
            // Without a beginning there is nothing to end; the caller's misuse must not trap.
            depth = max(depth &- 1, 0)
            isFresh = false
            return false
        }
        if isFresh {
            isFresh = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw JSONError("\(expectation)", at: offset) }
        offset &+= 1
        if closing == UInt8(ascii: "]") { _ = try nextByte("expected a value") }
        return true
    }
}
