import Octets

/// What the Connection fields of a request said, and what follows for the connection (RFC 9112 §9.3).
package struct ConnectionState: Sendable, Hashable {
    /// Whether a field listed `close`.
    package private(set) var saysClose = false
    /// Whether a field listed `keep-alive`.
    package private(set) var saysKeepAlive = false

    /// Nothing said.
    package init() {}

    /// Takes in one field line's list; other options are not ours and are passed over.
    package mutating func add(_ value: Span<UInt8>) {
        var start = 0
        while start <= value.count {
            var end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let next = end + 1
            while start < end, value[start].isOptionalWhitespace { start += 1 }
            while end > start, value[end - 1].isOptionalWhitespace { end -= 1 }
            let option = value.extracting(start..<end)
            if option.equalsIgnoringASCIICase("close".utf8Span.span) { saysClose = true }
            if option.equalsIgnoringASCIICase("keep-alive".utf8Span.span) { saysKeepAlive = true }
            start = next
        }
    }

    /// Whether the connection outlives the request: in 1.1 unless it says close, in 1.0 only if it says
    /// keep-alive and not close.
    package func persists(_ version: Request.Version) -> Bool {
        switch version {
        case .http11: !saysClose
        case .http10: saysKeepAlive && !saysClose
        }
    }
}

extension UInt8 {
    /// Blank or tab (RFC 9110 §5.6.3).
    @inlinable package var isOptionalWhitespace: Bool { self == 0x20 || self == 0x09 }

    /// Whether the byte may stand in a field value: anything but controls other than tab (§5.5).
    @inlinable package var isFieldValueCharacter: Bool {
        self >= 0x20 ? self != 0x7F : self == 0x09
    }
}
