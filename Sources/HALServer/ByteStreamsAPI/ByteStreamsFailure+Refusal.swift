import HTTP
import Octets

extension ByteStreamsFailure {
    /// What a refusal by the machinery that all resources share means on this face.
    init(_ refusal: Refusal) {
        switch refusal {
        // The original says this of everything that it does not know.
        case .notFound, .methodNotAllowed: self.init(refusal.status)
        case .malformed(let reason), .notImplemented(let reason), .forbidden(let reason):
            self.init(refusal.status, reason)
        case .notAcceptable(let types):
            self.init(refusal.status, "What is here comes as " + Self.list(types) + ".")
        case .noAcceptableCoding:
            self.init(refusal.status, "What is here comes as it is; Accept-Encoding refuses that.")
        case .unsupportedMediaType(let types):
            self.init(refusal.status, "The body may be " + Self.list(types) + ".")
        case .unsupportedContentCoding:
            self.init(refusal.status, "This body is taken without coding only.")
        case .contentTooLarge(let limit):
            self.init(refusal.status, "The body may have at most \(limit) bytes.")
        case .uriTooLong(let limit):
            self.init(refusal.status, "The request line may have at most \(limit) bytes.")
        case .rangeNotSatisfiable(let length):
            self.init(refusal.status, "The stream has \(length) bytes.")
        case .unauthorized(let challenge):
            self.init(refusal.status)
            if let field = HeaderValue(challenge) { headers.add("WWW-Authenticate", field) }
        case .unavailable(let reason, let seconds):
            self.init(refusal.status, reason)
            if let seconds { headers.add(.retryAfter, HeaderValue(seconds)) }
        case .headTooLarge, .timedOut, .preconditionFailed, .malformedRange, .expectationFailed,
            .versionNotSupported:
            self.init(refusal.status, "\(refusal.status.reason)")
        }
    }

    private static func list(_ types: [MediaType]) -> String {
        types.map(\.essence.text).joined(separator: " or ")
    }
}
