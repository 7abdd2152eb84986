import HTTP
import Octets
import Store

/// How this API says what is not an ordinary answer: problem details (`hal-api.md` §14.5).
struct StreamStoreDialect: Sendable {
    let cors: CORS
    /// Finds the documentation that helps with a request, as a path below the root.
    let help: @Sendable (Request) -> Bytes

    /// The value that the router asks.
    var dialect: Dialect {
        Dialect(
            refuse: { refusal, request in
                Problem(refusal).response(to: request, help: help(request))
            },
            explain: { error, request in
                Self.problem(error).response(to: request, help: help(request))
            },
            decorate: { response, request in
                response.headers.set(.vary, "Accept")
                response.headers.set(.contentTypeOptions, "nosniff")
                cors.decorate(&response, request)
            })
    }

    private static func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as StoreError: Problem(error)
        case let refusal as Refusal: Problem(refusal)
        default: Problem(.internalServerError)
        }
    }
}

extension Problem {
    /// What a refusal by the machinery that all resources share means on this face.
    init(_ refusal: Refusal) {
        switch refusal {
        case .malformed(let reason): self.init(.badRequest, reason)
        case .notFound: self.init(.notFound, "There is nothing at this address.")
        case .methodNotAllowed(let methods):
            let names = HeaderValue(methods.map(\.rawValue).joined(separator: ", ")) ?? ""
            // The original misspelled the field; its clients read that (`hal-api.md` §14.6).
            self = Problem(.methodNotAllowed, "This resource does not know the method.")
                .with(.allow, names).with("Allowed", names)
        case .notImplemented(let what): self.init(.notImplemented, what)
        case .notAcceptable(let types):
            self.init(
                .notAcceptable, type: "Not Acceptable", title: "Not Acceptable",
                detail: "What is here comes as " + Self.list(types) + ".")
        case .unsupportedMediaType(let types):
            self = Problem(.unsupportedMediaType, "The body may be " + Self.list(types) + ".")
            if let names = HeaderValue(types.map(\.essence.text).joined(separator: ", ")) {
                headers.add(.acceptPost, names)
            }
        case .unsupportedContentCoding:
            self = Problem(.unsupportedMediaType, "Request bodies are taken without coding only.")
                .with(.acceptEncoding, "identity")
        case .contentTooLarge(let limit):
            self.init(.contentTooLarge, "The body may have at most \(limit) bytes.")
        case .uriTooLong(let limit):
            self.init(.uriTooLong, "The request line may have at most \(limit) bytes.")
        case .rangeNotSatisfiable(let length):
            self = Problem(.rangeNotSatisfiable, "The representation has \(length) bytes.")
            if let range = HeaderValue("bytes */\(length)") { headers.add(.contentRange, range) }
        case .preconditionFailed:
            self.init(.preconditionFailed, "The resource is not in the state that was expected.")
        case .unauthorized(let challenge):
            self = Problem(.unauthorized)
            if let field = HeaderValue(challenge) { headers.add("WWW-Authenticate", field) }
        case .forbidden(let reason): self.init(.forbidden, reason)
        case .unavailable(let reason, let seconds):
            self = Problem(.serviceUnavailable, reason)
            if let seconds { headers.add(.retryAfter, HeaderValue(seconds)) }
        case .headTooLarge, .timedOut, .expectationFailed, .versionNotSupported:
            self.init(refusal.status)
        }
    }

    private static func list(_ types: [MediaType]) -> String {
        types.map(\.essence.text).joined(separator: " or ")
    }
}
