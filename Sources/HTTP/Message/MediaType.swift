package import Octets

/// A media type without parameters (RFC 9110 §8.3.1). Type and subtype are compared without regard to case.
package struct MediaType: Sendable, Hashable {
    /// `type/subtype` as spelled, parameters excluded.
    package let essence: Bytes
    /// What goes into a Content-Type field: the essence and, where it matters, a charset.
    package let field: HeaderValue

    /// A media type that this server sends.
    package init(_ essence: StaticString, field: HeaderValue? = nil) {
        self.essence = Bytes(essence)
        self.field = field ?? HeaderValue(stringLiteral: essence)
    }

    /// The type named by a Content-Type value, parameters cut off. Nil where there is no essence at all. The
    /// essence need not have the form `type/subtype`: the original's samples send `application+json`.
    package init?(contentType value: Bytes) {
        let essence = Self.essence(in: value.span)
        guard let field = HeaderValue(value), !essence.isEmpty else { return nil }
        self.essence = value[essence]
        self.field = field
    }

    /// Where the essence stands in a Content-Type value.
    private static func essence(in value: Span<UInt8>) -> Range<Int> {
        var end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
        var start = 0
        while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        while end > start, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// Whether a Content-Type value names this type.
    func isEssence(of value: Bytes) -> Bool {
        let span = value.span
        return essence.span.equalsIgnoringASCIICase(span.extracting(Self.essence(in: span)))
    }

    package static func == (left: MediaType, right: MediaType) -> Bool {
        // Mostly a type of ours is compared with itself.
        left.essence.isIdentical(to: right.essence)
            || left.essence.span.equalsIgnoringASCIICase(right.essence.span)
    }

    package func hash(into hasher: inout Hasher) {
        let span = essence.span
        for index in span.indices { hasher.combine(span[index].asciiLowercased) }
    }
}

extension MediaType {
    package static let hal = MediaType("application/hal+json")
    package static let json = MediaType("application/json")
    package static let problem = MediaType("application/problem+json")
    package static let schema = MediaType("application/schema+json")
    package static let form = MediaType("application/x-www-form-urlencoded")
    package static let health = MediaType("application/health+json")
    package static let octetStream = MediaType("application/octet-stream")
    package static let html = MediaType("text/html", field: "text/html; charset=utf-8")
    package static let markdown = MediaType("text/markdown", field: "text/markdown; charset=utf-8")
    package static let text = MediaType("text/plain", field: "text/plain; charset=utf-8")
}
