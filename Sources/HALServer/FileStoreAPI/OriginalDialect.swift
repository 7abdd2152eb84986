import HTTP
import Octets

/// How the original's address speaks of what goes wrong: mostly not at all. What the original answered without a body
/// has none here either; what it did not know is told in a line of text (`bytes-api.md` §3.1).
struct OriginalDialect: Sendable {
    /// Whether the face has its listener to itself.
    let isAlone: Bool

    /// The value that the router asks.
    var dialect: Dialect {
        Dialect(
            refuse: { refusal, request in refuse(refusal, request) },
            explain: { error, _ in Self.explain(error) },
            decorate: { response, request in
                response.headers.set(.contentTypeOptions, "nosniff")
                if response.status == .methodNotAllowed, isAlone {
                    response.headers.set(.allow, Self.methods)
                }
                let isRead = request.method == .get || request.method == .head
                if isRead, response.headers[.cacheControl] == nil {
                    response.headers.add(.cacheControl, CachePolicy.ask)
                }
                // Of bytes the router says it; 304 says what they would (RFC 9110 §15.4.5).
                if isRead, response.status == .notModified {
                    response.headers.set(.vary, "Accept-Encoding")
                }
            })
    }

    /// The methods of a listener of its own.
    private static let methods: HeaderValue = "GET, HEAD, POST, DELETE"
    /// How the engine begins to tell of a method that it does not know.
    private static let unknownMethod: Bytes = "the method "

    private func refuse(_ refusal: Refusal, _ request: Request) -> Response {
        switch refusal {
        case .notFound, .methodNotAllowed: return Response(refusal.status)
        // The original knew no method but its three, in capital letters (`bytes-api.md` §3.1).
        case .notImplemented(let what)
        where isAlone && Bytes(what).span.starts(with: Self.unknownMethod.span):
            return Response(.methodNotAllowed)
        // Its own client sends half a line, and waits for this.
        case .timedOut where isAlone && request.route == nil: return Response(.badRequest)
        // What is no request, as with a Content-Length that is no number, has no words on its listener either.
        case .malformed where isAlone && request.route == nil: return Response(.badRequest)
        case .malformed(let reason): return Self.line(.badRequest, reason)
        case .forbidden(let reason): return Self.line(.forbidden, reason)
        default:
            var response = Dialect.plain.refuse(refusal, request)
            if let words = refusal.rangeWords { response.body = .bytes(words) }
            return response
        }
    }

    private static func explain(_ error: any Error) -> Response {
        guard let fault = FileFault(error) else { return Response(.internalServerError) }
        guard !fault.isWordless else { return Response(fault.status) }
        var response = line(fault.status, fault.reason)
        if let seconds = fault.retryAfter {
            response.headers.add(.retryAfter, HeaderValue(seconds))
        }
        return response
    }

    private static func line(_ status: Status, _ text: String) -> Response {
        Response(status, .text, Bytes("\(text)\n"))
    }
}
