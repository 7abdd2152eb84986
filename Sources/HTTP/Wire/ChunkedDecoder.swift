import Octets

/// Decodes a chunked body (RFC 9112 §7.1) from bytes in any pieces. Extensions are checked and dropped,
/// trailers too: nothing that follows a body may change what its head said.
package struct ChunkedDecoder: Sendable {
    /// What the decoder came to.
    package enum Step: Sendable, Hashable {
        /// Body bytes, as offsets into the input.
        case data(Range<Int>)
        /// The input is used up.
        case needsMore
        /// The body is complete; the position is just behind it.
        case end
    }

    private enum State: Sendable {
        case size
        case extensionName, extensionNameRest, extensionValue, extensionToken
        case extensionQuoted, extensionEscape, extensionQuotedEnd
        case sizeFeed
        case data, dataReturn, dataFeed
        case trailerStart, trailerName, trailerValue, trailerFeed
        case lastFeed, ended
    }

    private var state = State.size
    private var digits = 0
    private var remaining: UInt64 = 0
    private var extensionBytes = 0
    private var extensionBytesInAll: UInt64 = 0
    private var dataBytes: UInt64 = 0
    private var trailerBytes = 0
    private var trailerFields = 0

    /// A decoder before the first chunk.
    package init() {}

    /// Reads on from `position`, and moves it behind what was used.
    package mutating func decode(
        _ input: Span<UInt8>, from position: inout Int, limits: Limits
    ) throws(ParseError) -> Step {
        while true {
            if case .ended = state { return .end }
            guard position < input.count else { return .needsMore }
            if case .data = state {
                let available = UInt64(input.count - position)
                let taken = Int(min(available, remaining))
                let range = position..<(position + taken)
                remaining -= UInt64(taken)
                dataBytes &+= UInt64(taken)
                position += taken
                if remaining == 0 { state = .dataReturn }
                return .data(range)
            }
            let byte = input[position]
            position += 1
            switch state {
            case .size: try size(byte)
            case .sizeFeed:
                try require(byte == 0x0A)
                state = digits < 0 ? .trailerStart : .data
            case .dataReturn:
                guard byte == 0x0D else { throw .malformed("a chunk is longer than its size") }
                state = .dataFeed
            case .dataFeed:
                try require(byte == 0x0A)
                state = .size
                digits = 0
                extensionBytes = 0
            case .trailerStart, .trailerName, .trailerValue, .trailerFeed:
                try trailer(byte, limits: limits)
            case .lastFeed:
                try require(byte == 0x0A)
                state = .ended
            default: try chunkExtension(byte, limits: limits)
            }
        }
    }

    private func require(_ holds: Bool) throws(ParseError) {
        if !holds { throw .malformed("a chunk line does not end in CRLF") }
    }

    private mutating func size(_ byte: UInt8) throws(ParseError) {
        if let digit = byte.hexDigitValue {
            digits += 1
            // Sixteen digits are 64 bits; what lies above 2⁶³ - 1 is nonsense and an overflow to others.
            guard digits <= 16, remaining < 1 << 59 else {
                throw .malformed("a chunk size is too large")
            }
            remaining = remaining << 4 | UInt64(digit)
            return
        }
        guard digits > 0 else { throw .malformed("a chunk has no size") }
        switch byte {
        case 0x0D: endSizeLine()
        case UInt8(ascii: ";"):
            extensionBytes = 1
            extensionBytesInAll += 1
            state = .extensionName
        default: throw .malformed("a chunk size has a character that is no digit")
        }
    }

    private mutating func endSizeLine() {
        state = .sizeFeed
        // The size line of the last chunk is marked by a negative count of digits.
        if remaining == 0 { digits = -1 }
    }

    private mutating func chunkExtension(
        _ byte: UInt8, limits: Limits
    ) throws(ParseError) {
        extensionBytes += 1
        extensionBytesInAll += 1
        guard extensionBytes <= limits.chunkExtensionBytes else {
            throw .malformed("a chunk extension is too long")
        }
        let allowed = UInt64(max(limits.chunkExtensionBytesInAll, 0)) &+ dataBytes / 16
        guard extensionBytesInAll <= allowed else {
            throw .extensionsTooLarge(limit: limits.chunkExtensionBytesInAll)
        }
        switch (state, byte) {
        case (.extensionName, _) where byte.isTokenCharacter: state = .extensionNameRest
        case (.extensionNameRest, UInt8(ascii: "=")): state = .extensionValue
        case (.extensionValue, UInt8(ascii: "\"")): state = .extensionQuoted
        case (.extensionValue, _) where byte.isTokenCharacter: state = .extensionToken
        case (.extensionNameRest, _) where byte.isTokenCharacter: break
        case (.extensionToken, _) where byte.isTokenCharacter: break
        case (.extensionQuoted, UInt8(ascii: "\"")): state = .extensionQuotedEnd
        case (.extensionQuoted, UInt8(ascii: "\\")): state = .extensionEscape
        case (.extensionQuoted, _) where byte.isFieldValueCharacter: break
        case (.extensionEscape, _) where byte.isFieldValueCharacter: state = .extensionQuoted
        case (.extensionNameRest, 0x0D), (.extensionToken, 0x0D), (.extensionQuotedEnd, 0x0D):
            endSizeLine()
        case (.extensionNameRest, UInt8(ascii: ";")), (.extensionToken, UInt8(ascii: ";")),
            (.extensionQuotedEnd, UInt8(ascii: ";")):
            state = .extensionName
        default: throw .malformed("a chunk extension is malformed")
        }
    }

    private mutating func trailer(_ byte: UInt8, limits: Limits) throws(ParseError) {
        trailerBytes += 1
        guard trailerBytes <= limits.trailerBytes else { throw .fieldsTooLarge }
        switch (state, byte) {
        case (.trailerStart, 0x0D): state = .lastFeed
        case (.trailerStart, _) where byte.isTokenCharacter:
            trailerFields += 1
            guard trailerFields <= limits.trailerFields else { throw .fieldsTooLarge }
            state = .trailerName
        case (.trailerName, UInt8(ascii: ":")): state = .trailerValue
        case (.trailerName, _) where byte.isTokenCharacter: break
        case (.trailerValue, 0x0D): state = .trailerFeed
        case (.trailerValue, _) where byte.isFieldValueCharacter: break
        case (.trailerFeed, 0x0A): state = .trailerStart
        default: throw .malformed("a trailer is malformed")
        }
    }
}
