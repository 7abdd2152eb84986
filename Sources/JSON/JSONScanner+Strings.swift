package import Octets

extension JSONScanner {
    /// Checks a string and returns where it stands.
    package mutating func string() throws(JSONError) -> JSONText {
        guard try nextByte("expected a string") == UInt8(ascii: "\"") else {
            throw JSONError("expected a string", at: offset)
        }
        return try quotedText()
    }

    /// Whether a string or name, decoded, is this text (ASCII or UTF-8 literal). Allocates nothing.
    package func text(_ token: JSONText, is literal: StaticString) -> Bool {
        let raw = text.extracting(token.range)
        return token.isEscaped ? raw.decodedJSONEquals(literal) : raw.equals(literal)
    }

    /// A string or name, decoded into a copy. ``Octets/Bytes/decoding(_:)`` copies less. Throws where a
    /// surrogate stands alone, which no UTF-8 can say.
    package func decoding(_ token: JSONText) throws(JSONError) -> Bytes {
        let raw = text.extracting(token.range)
        guard token.isEscaped else { return Bytes(copying: raw) }
        var writer = ByteWriter(capacity: raw.count)
        if let fault = raw.decodeJSON(into: &writer) {
            throw JSONError("a surrogate stands alone", at: token.range.lowerBound + fault)
        }
        return writer.finish()
    }

    /// Reads a string from its first quote to behind its last.
    @inline(__always)
    mutating func quotedText() throws(JSONError) -> JSONText {
        let start = offset &+ 1
        var isEscaped = false
        offset = try text.endOfString(from: offset, isEscaped: &isEscaped)
        return JSONText(range: start..<(offset &- 1), isEscaped: isEscaped)
    }
}

extension Span where Element == UInt8 {
    /// Checks the string whose first quote stands at `start`. Returns the index behind its last.
    @inline(__always)
    func endOfString(from start: Int) throws(JSONError) -> Int {
        var isEscaped = false
        return try endOfString(from: start, isEscaped: &isEscaped)
    }

    /// The same; tells whether the string has escapes.
    @inline(__always)
    func endOfString(from start: Int, isEscaped: inout Bool) throws(JSONError) -> Int {
        let end = endOfPlainText(from: start &+ 1)
        // Most strings are plain.
        if end < count, self[end] == UInt8(ascii: "\"") { return end &+ 1 }
        return try endOfOtherString(from: end, isEscaped: &isEscaped)
    }

    private func endOfOtherString(
        from start: Int, isEscaped: inout Bool
    ) throws(JSONError) -> Int {
        var at = start
        while true {
            at = endOfPlainText(from: at)
            guard at < count else { throw JSONError("a string does not end", at: at) }
            let byte = self[at]
            if byte == UInt8(ascii: "\"") { return at &+ 1 }
            if byte >= 0x80 {
                at = try endOfMultibyte(from: at)
            } else {
                isEscaped = true
                at = try endOfEscape(byte, from: at)
            }
        }
    }

    /// Passes over a run of characters above ASCII.
    private func endOfMultibyte(from start: Int) throws(JSONError) -> Int {
        var at = start
        while at < count, self[at] >= 0x80 {
            guard let length = sequenceLength(at: at) else {
                throw JSONError("ill-formed UTF-8", at: at)
            }
            at &+= length
        }
        return at
    }

    private func endOfEscape(_ byte: UInt8, from start: Int) throws(JSONError) -> Int {
        guard byte == UInt8(ascii: "\\") else {
            throw JSONError("a control character in a string", at: start)
        }
        guard count &- start >= 2 else { throw JSONError("a string does not end", at: count) }
        switch self[start &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start &+ 2
        case UInt8(ascii: "u"):
            guard hexadecimal(at: start &+ 2) != nil else {
                throw JSONError("expected four hexadecimal digits", at: start &+ 2)
            }
            return start &+ 6
        default: throw JSONError("an unknown escape", at: start)
        }
    }
}

extension Bytes {
    /// The string or name that a scanner of these very bytes found: a window without a copy unless it has
    /// escapes. Throws where a surrogate stands alone, which no UTF-8 can say.
    package func decoding(_ token: JSONText) throws(JSONError) -> Bytes {
        token.isEscaped ? try JSONScanner(span).decoding(token) : self[token.range]
    }
}
