import HTTP
import Octets
import Schemas

/// How the stream store says what is not an ordinary answer: in one line of JSON, or of text where the original
/// serves files; and as problem details to those who name HAL (`bytes-api.md` §1).
struct ByteStreamsDialect: Sendable {
    let cors: CORS
    /// Whether nothing but this face answers here: then problem details would lead to nowhere.
    let isAlone: Bool

    /// The value that the router asks.
    var dialect: Dialect {
        let plain = Dialect(
            refuse: { refusal, request in answer(to: refusal, request) },
            explain: { error, request in explain(error, request) },
            decorate: { response, request in decorate(&response, request) })
        let pages = plain.showingPages
        // Where a browser gets bytes or JSON, mistakes are told as the original tells them.
        return Dialect(
            refuse: { refusal, request in
                (Self.hasPages(request) ? pages : plain).refuse(refusal, request)
            },
            explain: { error, request in
                (Self.hasPages(request) ? pages : plain).explain(error, request)
            },
            decorate: plain.decorate)
    }

    private static func hasPages(_ request: Request) -> Bool {
        resource(of: request)?.representations.contains(.html) ?? false
    }

    private static func resource(of request: Request) -> HALResource<ByteStreamsAPI>? {
        ByteStreamsAPI.table.first { $0.pattern == request.route }
    }

    private func answer(to refusal: Refusal, _ request: Request) -> Response {
        if UploadPlace.streams.owns(request.route) {
            return tell(ByteStreamsFailure(refusal), request)
        }
        var refusal = refusal
        // What documents are shown to those who name them only is not there for others.
        if case .notAcceptable = refusal,
            ByteStreamsAPI.isShownByName(request.route ?? "")
        {
            refusal = .notFound
        }
        // Nothing can be put where nothing can be: `curl -T` adds the file's name to an address with a slash.
        if case .methodNotAllowed = refusal, request.route == ByteStreamsAPI.streamPattern,
            ByteStreamResource.id(request.parameters["id"]) == nil
        {
            return ByteStreamsFailure(.notFound).response
        }
        if !isAlone, request.namesProblems { return tell(ByteStreamsFailure(refusal), request) }
        if let words = refusal.rangeWords { return Response(refusal.status, .text, words) }
        if refusal == .preconditionFailed { return Response(refusal.status) }
        if refusal == .notFound, request.method == .get || request.method == .head,
            request.route == ByteStreamsAPI.streamPattern
        {
            return Response(.notFound, .text, "404 page not found\n")
        }
        return ByteStreamsFailure(refusal).response
    }

    private func explain(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let failure as ByteStreamsFailure: tell(failure, request)
        default: tell(ByteStreamsFailure(.internalServerError), request)
        }
    }

    private func tell(_ failure: ByteStreamsFailure, _ request: Request) -> Response {
        // Uploads that can be resumed are not the original's: there everybody gets problem details.
        guard UploadPlace.streams.owns(request.route) || !isAlone && request.namesProblems else {
            return failure.response
        }
        let resource = Self.resource(of: request)
        let form = resource?.controls.first { $0.method == request.method }?.form
        let relation = form?.relation ?? resource?.relation
        return failure.problem(for: request, help: relation?.documentPath ?? "docs", form: form)
    }

    // MARK: - What every answer has

    private func decorate(_ response: inout Response, _ request: Request) {
        redirectAsTheOriginal(&response, request)
        response.headers.set(all: Self.common)
        if request.method == .get || request.method == .head,
            !(300..<400).contains(response.status.code) || response.status == .notModified,
            response.headers[.cacheControl] == nil
        {
            response.headers.add(.cacheControl, CachePolicy.ask)
        }
        cors.decorate(&response, request)
        if request.method == .options {
            response.headers.set("Access-Control-Allow-Headers", Self.allowed)
        }
    }

    /// A slash too many is 307, so that a body is sent again, too; and nothing is there behind it for somebody who
    /// would find nothing without it.
    private func redirectAsTheOriginal(_ response: inout Response, _ request: Request) {
        guard response.status == .permanentRedirect else { return }
        if request.method == .get || request.method == .head,
            ByteStreamsAPI.isShownByName(request.route ?? ""), !request.namesDocument
        {
            response = answer(to: .notFound, request)
        } else {
            response.status = .temporaryRedirect
        }
    }

    private static let common: Headers = {
        var headers = CORS.common
        headers.set("Access-Control-Expose-Headers", exposed)
        headers.add(.vary, "Accept, Accept-Encoding")
        headers.add(.contentTypeOptions, "nosniff")
        return headers
    }()

    private static let exposed: HeaderValue = """
        ETag, Link, Location, Content-Location, Allow, Content-Range, Content-Disposition, \
        Repr-Digest, X-Stream-Id
        """
    private static let allowed: HeaderValue = """
        Content-Type, Content-Disposition, Content-Encoding, Content-Digest, Repr-Digest, \
        Content-MD5, Want-Content-Digest, Want-Repr-Digest, X-Requested-With, Authorization, \
        If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, Range, \
        traceparent, tracestate
        """
}

extension Request {
    /// Whether the client wants documents of this face: it names a media type of theirs, not just by a wildcard.
    var namesDocument: Bool {
        let accept = headers.list(.accept)
        return [MediaType.hal, .halForms, .html].contains { Negotiation.names($0, in: accept) }
    }

    /// Whether the client names HAL or HAL-FORMS: then it is told of mistakes in them, and of streams as well.
    var namesProblems: Bool { problemType != .problem }
}
