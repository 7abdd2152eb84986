/// Why the bytes of a connection are no request that this server reads. The connection ends behind the
/// answer: after any of these nobody knows where the next message begins.
package enum ParseError: Error, Sendable, Hashable {
    /// Not HTTP, or something that two parsers could read differently. The text says what is wrong.
    case malformed(String)
    /// The request line has more than this many bytes.
    case requestLineTooLong(limit: Int)
    /// The header section, or the trailers, have too many bytes or fields.
    case fieldsTooLarge
    /// A protocol version other than 1.x.
    case versionNotSupported
    /// A transfer coding other than `chunked`.
    case unknownTransferCoding
    /// The chunk extensions of a body have more bytes than this in all.
    case extensionsTooLarge(limit: Int)

    /// How the refusal is said to the peer.
    package var refusal: Refusal {
        switch self {
        case .malformed(let reason): .malformed(reason)
        case .requestLineTooLong(let limit): .uriTooLong(limit: limit)
        case .fieldsTooLarge: .headTooLarge
        case .versionNotSupported: .versionNotSupported
        case .unknownTransferCoding: .notImplemented("a transfer coding other than chunked")
        case .extensionsTooLarge(let limit): .contentTooLarge(limit: limit)
        }
    }

    /// How the failure is said to the reader of a body.
    package var bodyFailure: RequestBody.Failure {
        switch self {
        case .malformed(let reason): .malformed(reason)
        case .extensionsTooLarge(let limit): .tooLarge(limit: limit)
        case .fieldsTooLarge: .tooLarge(limit: 0)
        case .requestLineTooLong, .versionNotSupported, .unknownTransferCoding:
            .malformed("broken transfer coding")
        }
    }
}
