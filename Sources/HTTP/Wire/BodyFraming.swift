import Octets

/// Where a request's body ends (RFC 9112 §6.3). A request that names both a length and a coding is refused:
/// proxies disagree on it, and that is how requests are smuggled.
package enum BodyFraming: Sendable, Hashable {
    /// No body.
    case none
    /// This many bytes.
    case length(UInt64)
    /// Chunks, the last one empty.
    case chunked

    /// What the fields collected from a head say.
    package init(
        contentLength: UInt64?, isChunked: Bool, version: Request.Version
    ) throws(ParseError) {
        if isChunked {
            guard contentLength == nil else {
                throw .malformed("Content-Length and Transfer-Encoding in one request")
            }
            guard version == .http11 else {
                throw .malformed("Transfer-Encoding in HTTP/1.0")
            }
            self = .chunked
        } else if let contentLength, contentLength > 0 {
            self = .length(contentLength)
        } else {
            self = .none
        }
    }

    /// Reads a Content-Length: digits only, at most 2⁶³ - 1. A list (`5, 5`) is refused.
    package static func contentLength(_ value: Span<UInt8>) throws(ParseError) -> UInt64 {
        guard !value.isEmpty, value.count <= 19 else {
            throw .malformed("Content-Length is no length")
        }
        var length: UInt64 = 0
        for index in value.indices {
            guard value[index].isASCIIDigit else {
                throw .malformed("Content-Length is no length")
            }
            // Nineteen digits always fit into 64 bits.
            length = length &* 10 &+ UInt64(value[index] &- UInt8(ascii: "0"))
        }
        guard length <= UInt64(Int64.max) else { throw .malformed("Content-Length is no length") }
        return length
    }

    /// Checks a Transfer-Encoding: only `chunked`, alone, in any case. Another single token is a coding that
    /// this server lacks; anything else is refused as malformed.
    package static func checkTransferEncoding(_ value: Span<UInt8>) throws(ParseError) {
        if value.equalsIgnoringASCIICase("chunked".utf8Span.span) { return }
        if value.isToken { throw .unknownTransferCoding }
        throw .malformed("Transfer-Encoding is not chunked")
    }
}
