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
        offset = start
        while true {
            offset = text.endOfPlainText(from: offset)
            guard offset < text.count else {
                throw JSONError("a string does not end", at: offset)
            }
            let byte = text[offset]
            if byte == UInt8(ascii: "\"") {
                offset &+= 1
                return JSONText(range: start..<(offset &- 1), isEscaped: isEscaped)
            }
            if byte >= 0x80 {
                try skipMultibyte()
            } else {
                isEscaped = true
                try skipEscape(byte)
            }
        }
    }

    /// Passes over a run of characters above ASCII.
    private mutating func skipMultibyte() throws(JSONError) {
        while offset < text.count, text[offset] >= 0x80 {
            guard let length = text.sequenceLength(at: offset) else {
                throw JSONError("ill-formed UTF-8", at: offset)
            }
            offset &+= length
        }
    }

    private mutating func skipEscape(_ byte: UInt8) throws(JSONError) {
        guard byte == UInt8(ascii: "\\") else {
            throw JSONError("a control character in a string", at: offset)
        }
        guard text.count &- offset >= 2 else {
            throw JSONError("a string does not end", at: text.count)
        }
        switch text[offset &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset &+= 2
        case UInt8(ascii: "u"):
            guard text.hexadecimal(at: offset &+ 2) != nil else {
                throw JSONError("expected four hexadecimal digits", at: offset &+ 2)
            }
            offset &+= 6
        default: throw JSONError("an unknown escape", at: offset)
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
