import HTTP
import Octets
import Schemas

/// How `/files` speaks of what goes wrong: problem details, as HAL where a client names it (`bytes-api.md` §3.7).
struct FileStoreDialect: Sendable {
    let cors: CORS
    /// Whether the face has its listener to itself.
    let isAlone: Bool

    /// The value that the router asks.
    var dialect: Dialect {
        Dialect(
            refuse: { refusal, request in answer(Self.fault(refusal), request, refusal) },
            explain: { error, request in
                answer(FileFault(error) ?? FileFault(.internalServerError, ""), request)
            },
            decorate: { response, request in
                response.headers.set(all: Self.common)
                let isRead = request.method == .get || request.method == .head
                if isRead, response.headers[.cacheControl] == nil,
                    !(300..<400).contains(response.status.code)
                {
                    response.headers.add(.cacheControl, CachePolicy.ask)
                }
                cors.decorate(&response, request)
                if request.method == .options {
                    response.headers.set("Access-Control-Allow-Headers", Self.allowed)
                }
            }
        ).showingPages
    }

    /// What every answer carries.
    private static let common: Headers = {
        var headers = CORS.common
        headers.set("Access-Control-Expose-Headers", exposed)
        headers.add(.vary, "Accept, Accept-Encoding")
        headers.add(.contentTypeOptions, "nosniff")
        return headers
    }()

    private static let exposed: HeaderValue = """
        ETag, Link, Location, Content-Location, Allow, Content-Range, Content-Disposition, \
        Repr-Digest, Content-Digest, X-Conflict
        """
    private static let allowed: HeaderValue = """
        Content-Type, X-Requested-With, Authorization, Content-Disposition, Repr-Digest, \
        Content-Digest, Content-MD5, Want-Repr-Digest, Want-Content-Digest, If-Match, \
        If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, Range, traceparent, \
        tracestate
        """

    private func answer(
        _ fault: FileFault, _ request: Request, _ refusal: Refusal? = nil
    ) -> Response {
        var response = FileProblem(fault, isAlone: isAlone).response(to: request)
        switch refusal {
        case .unauthorized(let challenge):
            if let field = HeaderValue(challenge) {
                response.headers.add("WWW-Authenticate", field)
            }
        case .unavailable(_, let seconds?):
            response.headers.set(.retryAfter, HeaderValue(seconds))
        default: break
        }
        return response
    }

    /// What a refusal by the machinery that all resources share means here.
    private static func fault(_ refusal: Refusal) -> FileFault {
        let reason: String =
            switch refusal {
            case .malformed(let text), .notImplemented(let text), .forbidden(let text),
                .unavailable(let text, _):
                text
            case .notFound: "There is nothing at this address."
            case .methodNotAllowed: "This resource does not know the method."
            case .notAcceptable(let types):
                "What is here comes as "
                    + types.map(\.essence.text).joined(separator: " or ") + "."
            case .noAcceptableCoding: "What is here comes as it is."
            case .contentTooLarge(let limit): "The body may have at most \(limit) bytes."
            case .rangeNotSatisfiable(let length): "The file has \(length) bytes."
            case .malformedRange: "The ranges cannot be read."
            case .preconditionFailed: "The file is not in the state that was expected."
            default: ""
            }
        return FileFault(refusal.status, reason)
    }
}
