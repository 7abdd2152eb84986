import HTTP
import Octets
import Schemas
import Store

/// How this API says what is not an ordinary answer: problem details (`hal-api.md` §14.5).
struct StreamStoreDialect: Sendable {
    let cors: CORS
    /// Finds the documentation that helps with a request, as a path below the root.
    let help: @Sendable (Request) -> Bytes
    /// Finds the form of what a request tried; nil where that cannot be done at all.
    let form: @Sendable (Request) -> Form?

    /// The value that the router asks.
    var dialect: Dialect {
        Dialect(
            refuse: { refusal, request in
                Problem(refusal).response(
                    to: request, help: help(request), form: form)
            },
            explain: { error, request in
                Self.problem(error).response(
                    to: request, help: help(request), form: form)
            },
            decorate: { response, request in
                Self.showTheWay(&response, request)
                response.headers.set(all: Self.common)
                Self.letCachesAsk(&response, request)
                cors.decorate(&response, request)
            })
    }

    /// What a HAL document carries to which nothing else is to be said, prepared once.
    static let document: Headers = {
        var headers = Headers()
        headers.add(.contentType, MediaType.hal.field)
        headers.set(all: common)
        return headers
    }()

    /// What every answer carries.
    private static let common: Headers = {
        var headers = CORS.common
        headers.add(.vary, "Accept, Accept-Encoding")
        headers.add(.contentTypeOptions, "nosniff")
        return headers
    }()

    /// Gives the router's redirect, from an address with a slash too many, the body of the others
    /// (`hal-api.md` §14.5).
    private static func showTheWay(_ response: inout Response, _ request: Request) {
        guard response.status == .permanentRedirect, case .empty = response.body,
            let location = response.headers[.location]
        else { return }
        let hrefs = Hrefs(path: request.target.path)
        let redirect = Response.redirect(.permanentRedirect, to: location, from: hrefs)
        response.body = redirect.body
        response.headers.set(.contentType, MediaType.hal.field)
    }

    /// Has caches ask again each time for what an endpoint said nothing about, errors too. Where a redirect
    /// leads may be kept as its status says (RFC 9110 §15.4).
    private static func letCachesAsk(_ response: inout Response, _ request: Request) {
        guard request.method == .get || request.method == .head else { return }
        guard !response.isRedirection, response.headers[.cacheControl] == nil else { return }
        response.headers.add(.cacheControl, CachePolicy.ask)
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

extension Response {
    /// Whether the answer is somewhere else. 304 is not: it stands for what the client has.
    fileprivate var isRedirection: Bool {
        (300..<400).contains(status.code) && status != .notModified
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
        case .noAcceptableCoding(let names):
            let known = names.map(\.text).joined(separator: ", ")
            self.init(
                .notAcceptable, type: "Not Acceptable", title: "Not Acceptable",
                detail: "What is here comes as it is, or (documents only) in the codings \(known).")
        case .unsupportedMediaType(let types):
            self = Problem(.unsupportedMediaType, "The body may be " + Self.list(types) + ".")
            if let names = HeaderValue(types.map(\.essence.text).joined(separator: ", ")) {
                headers.add(.acceptPost, names)
            }
        case .unsupportedContentCoding:
            self = Problem(.unsupportedMediaType, "Request bodies are taken without coding only.")
                .with(.acceptEncoding, "identity")
            carriesForm = true
        case .contentTooLarge(let limit):
            self.init(.contentTooLarge, "The body may have at most \(limit) bytes.")
        case .uriTooLong(let limit):
            self.init(.uriTooLong, "The request line may have at most \(limit) bytes.")
        case .rangeNotSatisfiable(let length):
            self = Problem(.rangeNotSatisfiable, "The representation has \(length) bytes.")
            if let range = HeaderValue("bytes */\(length)") { headers.add(.contentRange, range) }
        case .malformedRange:
            self.init(.rangeNotSatisfiable, "The ranges cannot be read.")
        case .preconditionFailed:
            self.init(.preconditionFailed, "The resource is not in the state that was expected.")
            carriesForm = true
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
