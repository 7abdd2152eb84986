package import Octets

/// Why a request is refused by what all resources share, not by one of them.
package enum Refusal: Error, Sendable, Hashable {
    /// The message is not HTTP, or could be read in two ways: 400. The text says what is wrong.
    case malformed(String)
    /// No such resource: 404.
    case notFound
    /// The resource does not know this method: 405 with Allow.
    case methodNotAllowed([Method])
    /// Nobody here knows this method, transfer coding or feature: 501.
    case notImplemented(String)
    /// Nothing offered is acceptable: 406.
    case notAcceptable([MediaType])
    /// The answer's content coding is acceptable in none of these: 406.
    case noAcceptableCoding([Bytes])
    /// The body's media type is not one of these: 415.
    case unsupportedMediaType([MediaType])
    /// The body's content coding is not identity: 415.
    case unsupportedContentCoding
    /// The body has more bytes than this: 413.
    case contentTooLarge(limit: Int)
    /// The request line is too long: 414.
    case uriTooLong(limit: Int)
    /// The header section is too long or has too many fields: 431.
    case headTooLarge
    /// The peer was too slow: 408.
    case timedOut
    /// An If-Match, If-None-Match or If-Unmodified-Since does not hold: 412.
    case preconditionFailed
    /// No part of the representation was asked for: 416.
    case rangeNotSatisfiable(length: UInt64)
    /// The byte ranges that were asked for cannot be read, and the resource says so: 416 without a length.
    case malformedRange
    /// An expectation other than 100-continue: 417.
    case expectationFailed
    /// A protocol version other than 1.x: 505.
    case versionNotSupported
    /// Credentials are needed: 401 with this challenge.
    case unauthorized(challenge: String)
    /// Known, but not allowed: 403. The text says why.
    case forbidden(String)
    /// Overloaded or shutting down: 503. Seconds to wait, if known.
    case unavailable(String, retryAfter: Int?)

    /// What Go's static files say in the body of a refused range; nil for any other refusal.
    package var rangeWords: Bytes? {
        switch self {
        case .rangeNotSatisfiable: "invalid range: failed to overlap\n"
        case .malformedRange: "invalid range\n"
        default: nil
        }
    }

    /// The status that says so.
    package var status: Status {
        switch self {
        case .malformed: .badRequest
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notImplemented: .notImplemented
        case .notAcceptable, .noAcceptableCoding: .notAcceptable
        case .unsupportedMediaType, .unsupportedContentCoding: .unsupportedMediaType
        case .contentTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .timedOut: .requestTimeout
        case .preconditionFailed: .preconditionFailed
        case .rangeNotSatisfiable, .malformedRange: .rangeNotSatisfiable
        case .expectationFailed: .expectationFailed
        case .versionNotSupported: .httpVersionNotSupported
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .unavailable: .serviceUnavailable
        }
    }
}
