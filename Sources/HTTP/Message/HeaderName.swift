package import Octets

/// A field name (RFC 9110 §5.1): compared without regard to ASCII case, sent as spelled here.
package struct HeaderName: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The spelling that goes on the wire.
    package let spelling: Bytes

    /// The name spelled by a literal.
    package init(stringLiteral value: StaticString) { spelling = Bytes(value) }

    /// The name spelled by these bytes, or nil if they are no token (RFC 9110 §5.6.2).
    package init?(_ spelling: Bytes) {
        guard spelling.span.isToken else { return nil }
        self.spelling = spelling
    }

    package static func == (left: HeaderName, right: HeaderName) -> Bool {
        left.spelling.span.equalsIgnoringASCIICase(right.spelling.span)
    }

    package func hash(into hasher: inout Hasher) {
        let span = spelling.span
        for index in span.indices { hasher.combine(span[index].asciiLowercased) }
    }
}

extension HeaderName {
    package static let accept: HeaderName = "Accept"
    package static let acceptEncoding: HeaderName = "Accept-Encoding"
    package static let acceptPost: HeaderName = "Accept-Post"
    package static let acceptRanges: HeaderName = "Accept-Ranges"
    package static let allow: HeaderName = "Allow"
    package static let authorization: HeaderName = "Authorization"
    package static let cacheControl: HeaderName = "Cache-Control"
    package static let connection: HeaderName = "Connection"
    package static let contentDigest: HeaderName = "Content-Digest"
    package static let contentDisposition: HeaderName = "Content-Disposition"
    package static let contentEncoding: HeaderName = "Content-Encoding"
    package static let contentLength: HeaderName = "Content-Length"
    package static let contentLocation: HeaderName = "Content-Location"
    package static let contentMD5: HeaderName = "Content-MD5"
    package static let contentRange: HeaderName = "Content-Range"
    package static let contentSecurityPolicy: HeaderName = "Content-Security-Policy"
    package static let contentType: HeaderName = "Content-Type"
    package static let contentTypeOptions: HeaderName = "X-Content-Type-Options"
    package static let date: HeaderName = "Date"
    package static let etag: HeaderName = "ETag"
    package static let expect: HeaderName = "Expect"
    package static let host: HeaderName = "Host"
    package static let ifMatch: HeaderName = "If-Match"
    package static let ifModifiedSince: HeaderName = "If-Modified-Since"
    package static let ifNoneMatch: HeaderName = "If-None-Match"
    package static let ifRange: HeaderName = "If-Range"
    package static let ifUnmodifiedSince: HeaderName = "If-Unmodified-Since"
    package static let lastModified: HeaderName = "Last-Modified"
    package static let link: HeaderName = "Link"
    package static let location: HeaderName = "Location"
    package static let origin: HeaderName = "Origin"
    package static let range: HeaderName = "Range"
    package static let reprDigest: HeaderName = "Repr-Digest"
    package static let retryAfter: HeaderName = "Retry-After"
    package static let server: HeaderName = "Server"
    package static let transferEncoding: HeaderName = "Transfer-Encoding"
    package static let userAgent: HeaderName = "User-Agent"
    package static let vary: HeaderName = "Vary"
    package static let wantContentDigest: HeaderName = "Want-Content-Digest"
    package static let wantReprDigest: HeaderName = "Want-Repr-Digest"
}

extension Span where Element == UInt8 {
    /// Whether the bytes are a token: one or more of the characters of RFC 9110 §5.6.2.
    package var isToken: Bool {
        guard !isEmpty else { return false }
        for index in indices where !self[index].isTokenCharacter { return false }
        return true
    }
}

extension UInt8 {
    /// Whether the byte may stand in a token (RFC 9110 §5.6.2).
    @inlinable package var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
