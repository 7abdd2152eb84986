package import Octets

/// The distributed trace that a request belongs to (W3C Trace Context, level 1), and this server's own span
/// in it. Only for requests that name a trace: the others cost nothing.
package struct TraceContext: Sendable, Hashable {
    /// The first half of the trace's id.
    package let traceHigh: UInt64
    /// The second half of the trace's id.
    package let traceLow: UInt64
    /// The span of this server's work for the request.
    package let span: UInt64
    /// The span of the caller; nil where its `traceparent` was no good and a new trace begins here.
    package let parent: UInt64?
    /// Whether the caller may record the trace.
    package let isSampled: Bool
    /// What the systems before this one have to say, as it came; nil for nothing that is well-formed.
    package let state: Bytes?

    /// The most bytes of a `tracestate` that is kept; a longer one is dropped whole.
    static let stateLimit = 512

    /// The trace that these fields name; nil where they name none. A `traceparent` that is no good counts as
    /// if it were not there, and its trace begins anew, as the specification demands; so does one that comes
    /// twice.
    init?(_ headers: Headers) {
        let (count, parent) = headers.count(Self.parentName)
        guard let parent else { return nil }
        span = .spanIdentifier()
        guard count == 1, let read = Self.read(parent.span) else {
            traceHigh = .spanIdentifier()
            traceLow = .spanIdentifier()
            self.parent = nil
            isSampled = false
            state = nil
            return
        }
        (traceHigh, traceLow, isSampled) = (read.high, read.low, read.isSampled)
        self.parent = read.parent
        state = headers.list("tracestate").flatMap { Self.isState($0.span) ? $0 : nil }
    }

    private static let parentName: HeaderName = "traceparent"

    /// Reads `version-trace-parent-flags`: lower-case digits, no id all zero. Later versions may say more
    /// behind that.
    private static func read(
        _ text: Span<UInt8>
    ) -> (high: UInt64, low: UInt64, parent: UInt64, isSampled: Bool)? {
        guard text.count >= 55, let version = number(text, 0..<2), version != 0xFF,
            version == 0 ? text.count == 55 : text.count == 55 || text[55] == hyphen,
            text[2] == hyphen, text[35] == hyphen, text[52] == hyphen,
            let high = number(text, 3..<19), let low = number(text, 19..<35), high | low != 0,
            let parent = number(text, 36..<52), parent != 0, let flags = number(text, 53..<55)
        else { return nil }
        return (high, low, parent, flags & 1 == 1)
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var value: UInt64 = 0
        for index in range {
            let byte = text[index]
            guard byte < UInt8(ascii: "A") || byte > UInt8(ascii: "F"),
                let digit = byte.hexDigitValue
            else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// The `traceparent` that names this server's span as the parent: what a consumer of a message goes on
    /// with.
    package var child: Bytes {
        var writer = ByteWriter(capacity: 55)
        writer.append("00-")
        writer.append(trace: self)
        writer.append("-")
        writer.append(hex: span)
        writer.append(isSampled ? "-01" : "-00")
        return writer.finish()
    }
}

extension TraceContext {
    /// Whether a `tracestate` is well-formed: at most 32 members of key and value, no key twice.
    private static func isState(_ text: Span<UInt8>) -> Bool {
        guard text.count <= stateLimit else { return false }
        var keys: [Range<Int>] = []
        var start = 0
        while start <= text.count {
            let end = text.firstIndex(of: UInt8(ascii: ","), from: start) ?? text.count
            var (first, last) = (start, end)
            while first < last, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
            while last > first, text[last - 1] == 0x20 || text[last - 1] == 0x09 { last -= 1 }
            start = end + 1
            // Empty members are allowed.
            guard first < last else { continue }
            guard let equals = text.firstIndex(of: UInt8(ascii: "="), from: first), equals < last,
                isKey(text.extracting(first..<equals)),
                isValue(text.extracting((equals + 1)..<last))
            else { return false }
            for key in keys
            where text.extracting(key).hasSameBytes(as: text.extracting(first..<equals)) {
                return false
            }
            keys.append(first..<equals)
        }
        return !keys.isEmpty && keys.count <= 32
    }

    private static func isKey(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= 256 else { return false }
        var signs = 0
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // Only the tenant in front of an `@` may begin with a digit.
                if index == 0, text.firstIndex(of: UInt8(ascii: "@")) == nil { return false }
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"):
                if index == 0 { return false }
            case UInt8(ascii: "@"):
                signs += 1
                guard signs == 1, index > 0, index <= 241, text.count - index - 1 <= 14,
                    index + 1 < text.count, text[index + 1] >= UInt8(ascii: "a"),
                    text[index + 1] <= UInt8(ascii: "z")
                else { return false }
            default: return false
            }
        }
        return true
    }

    private static func isValue(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= 256 else { return false }
        for index in text.indices {
            let byte = text[index]
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: ","), byte != UInt8(ascii: "=")
            else { return false }
        }
        return true
    }
}

extension ByteWriter {
    /// Writes the id of a trace: 32 hexadecimal digits.
    package mutating func append(trace context: TraceContext) {
        append(hex: context.traceHigh)
        append(hex: context.traceLow)
    }

    /// Writes 16 hexadecimal digits.
    package mutating func append(hex value: UInt64) {
        var shift = 60
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value &>> UInt64(shift)) & 15
            append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
            shift -= 4
        }
    }
}

extension UInt64 {
    /// A random number that is not zero.
    fileprivate static func spanIdentifier() -> UInt64 { Swift.max(secureRandom(), 1) }
}
