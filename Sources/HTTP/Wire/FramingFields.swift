import Octets

/// The fields of a head that decide on the message itself, collected while they pass.
struct FramingFields: Sendable {
    /// Which field line is the Host.
    var host: Int?
    var contentLength: UInt64?
    var isChunked = false
    var connection = ConnectionState()
    var expectation = RequestHead.Expectation.none

    /// Looks at one field. Names are told apart by their length first: most fields are none of these.
    mutating func add(
        name: Span<UInt8>, value: Span<UInt8>, position: Int
    ) throws(ParseError) {
        switch name.count {
        case 4 where name.equalsIgnoringASCIICase("host".utf8Span.span):
            guard host == nil else { throw .malformed("more than one Host") }
            guard Authority.isValid(value) else { throw .malformed("Host is no host") }
            host = position
        case 6 where name.equalsIgnoringASCIICase("expect".utf8Span.span):
            let known = value.equalsIgnoringASCIICase("100-continue".utf8Span.span)
            if !known || expectation == .unknown {
                expectation = .unknown
            } else {
                expectation = .hundredContinue
            }
        case 10 where name.equalsIgnoringASCIICase("connection".utf8Span.span):
            connection.add(value)
        case 14 where name.equalsIgnoringASCIICase("content-length".utf8Span.span):
            guard contentLength == nil else { throw .malformed("more than one Content-Length") }
            contentLength = try BodyFraming.contentLength(value)
        case 17 where name.equalsIgnoringASCIICase("transfer-encoding".utf8Span.span):
            guard !isChunked else { throw .malformed("more than one Transfer-Encoding") }
            try BodyFraming.checkTransferEncoding(value)
            isChunked = true
        default: break
        }
    }
}
