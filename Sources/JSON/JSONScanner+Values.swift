import Octets

extension JSONScanner {
    /// Checks the next value, whatever it is, and passes over it. Returns where it stands, without white
    /// space around it: that slice of the text is itself a JSON text.
    ///
    /// The place is a local variable, not ``offset``, so that it stays in a register: payloads are read here.
    @discardableResult
    package mutating func skipValue() throws(JSONError) -> Range<Int> {
        var at = text.endOfSpace(from: offset)
        let start = at
        var nesting = 0
        // One bit for each open container: set for an object. The depth limit keeps it inside.
        var objects = InlineArray<8, UInt64>(repeating: 0)
        values: while true {
            let byte = try nextByte(&at, "expected a value")
            switch byte {
            case UInt8(ascii: "\""): at = try text.endOfString(from: at)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = byte == UInt8(ascii: "{")
                guard depth &+ nesting < Self.depthLimit else {
                    offset = at
                    throw tooDeep()
                }
                let bit: UInt64 = 1 &<< UInt64(nesting & 63)
                if isObject {
                    objects[nesting &>> 6] |= bit
                } else {
                    objects[nesting &>> 6] &= ~bit
                }
                at &+= 1
                let next = try nextByte(
                    &at,
                    isObject
                        ? "expected a name or the end of the object"
                        : "expected a value or the end of the array")
                guard next == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    nesting &+= 1
                    if isObject { try skipName(&at) }
                    continue values
                }
                at &+= 1
            default:
                offset = at
                try skipScalar()
                at = offset
            }
            // Closing brackets, and the comma (and name) that lead to the next value.
            while nesting > 0 {
                let level = nesting &- 1
                let isObject = objects[level &>> 6] &>> UInt64(level & 63) & 1 == 1
                let byte = try nextByte(&at, "expected a comma or the end of the container")
                if byte == UInt8(ascii: ",") {
                    at &+= 1
                    if isObject { try skipName(&at) }
                    continue values
                }
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw JSONError("expected a comma or the end of the container", at: at)
                }
                at &+= 1
                nesting = level
            }
            offset = at
            return start..<at
        }
    }

    /// The next byte from `at` on that is no white space, which stays unread.
    @inline(__always)
    private func nextByte(
        _ at: inout Int, _ expectation: StaticString
    ) throws(JSONError) -> UInt8 {
        at = text.endOfSpace(from: at)
        guard at < text.count else { throw unexpectedEnd(expectation) }
        return text[at]
    }

    /// Passes over a name with its colon.
    @inline(__always)
    private func skipName(_ at: inout Int) throws(JSONError) {
        guard try nextByte(&at, "expected a name") == UInt8(ascii: "\"") else {
            throw JSONError("expected a name", at: at)
        }
        at = try text.endOfString(from: at)
        guard try nextByte(&at, "expected a colon") == UInt8(ascii: ":") else {
            throw JSONError("expected a colon", at: at)
        }
        at &+= 1
    }

    /// Reads `true` or `false`.
    package mutating func boolean() throws(JSONError) -> Bool {
        guard try nextKind() == .boolean else {
            throw JSONError("expected true or false", at: offset)
        }
        let isTrue = text[offset] == UInt8(ascii: "t")
        try skipScalar()
        return isTrue
    }

    /// Reads `null`.
    package mutating func null() throws(JSONError) {
        guard try nextKind() == .null else { throw JSONError("expected null", at: offset) }
        try skipScalar()
    }

    /// Checks a number and returns where it stands.
    package mutating func number() throws(JSONError) -> Range<Int> {
        guard try nextKind() == .number else { throw JSONError("expected a number", at: offset) }
        let start = offset
        try skipNumber()
        return start..<offset
    }

    /// Reads a number that must be whole and fit into 64 bits. `1.0` and `1e2` are whole.
    package mutating func integer() throws(JSONError) -> Int64 {
        let range = try number()
        guard let value = Int64(jsonNumber: text.extracting(range)) else {
            throw JSONError("expected an integer of 64 bits", at: range.lowerBound)
        }
        return value
    }

    /// Passes over a number or one of the three words.
    @inline(__always)
    mutating func skipScalar() throws(JSONError) {
        switch text[offset] {
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw JSONError("expected a value", at: offset)
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(JSONError) {
        let end = offset &+ word.utf8CodeUnitCount
        guard end <= text.count, text.extracting(offset..<end).equals(word) else {
            throw JSONError("expected a value", at: offset)
        }
        offset = end
    }

    private mutating func skipNumber() throws(JSONError) {
        if text[offset] == UInt8(ascii: "-") { offset &+= 1 }
        guard offset < text.count, text[offset].isASCIIDigit else {
            throw JSONError("expected a digit", at: offset)
        }
        if text[offset] == UInt8(ascii: "0") {
            offset &+= 1
            if offset < text.count, text[offset].isASCIIDigit {
                throw JSONError("a number begins with 0", at: offset &- 1)
            }
        } else {
            skipDigits()
        }
        if offset < text.count, text[offset] == UInt8(ascii: ".") {
            offset &+= 1
            try skipRequiredDigits()
        }
        if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
            offset &+= 1
            if offset < text.count,
                text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-")
            {
                offset &+= 1
            }
            try skipRequiredDigits()
        }
    }

    private mutating func skipRequiredDigits() throws(JSONError) {
        let start = offset
        skipDigits()
        guard offset > start else { throw JSONError("expected a digit", at: offset) }
    }

    @inline(__always)
    private mutating func skipDigits() {
        while offset < text.count, text[offset].isASCIIDigit { offset &+= 1 }
    }
}
