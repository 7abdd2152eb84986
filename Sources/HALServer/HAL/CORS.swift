import HTTP
import Octets

/// What pages of other origins may do (Fetch standard): read everything, as no credentials are involved;
/// write only if they were let in. Otherwise any page a user visits could write to the server on his own
/// machine (`hal-api.md` §14.23).
struct CORS: Sendable {
    /// The origins that may write: `https://example.org`, or `*` for all.
    let origins: [Bytes]
    /// The names under which our own pages are reached.
    var hosts = OwnHosts.any

    /// What a browser needs to let a page read an answer.
    static let common: Headers = {
        var headers = Headers()
        headers.add("Access-Control-Allow-Origin", "*")
        headers.add(exposedFields, exposed)
        return headers
    }()

    /// Adds to the answer to a preflight what the page may send.
    func decorate(_ response: inout Response, _ request: Request) {
        guard request.method == .options else { return }
        if let allow = response.headers[.allow].flatMap({ HeaderValue($0) }) {
            response.headers.set("Access-Control-Allow-Methods", allow)
        }
        response.headers.set(Self.allowedFields, Self.allowed)
        response.headers.set("Access-Control-Max-Age", "86400")
    }

    /// Refuses what a page of a foreign origin would change.
    func authorize(_ request: Request) throws(Refusal) {
        guard !request.method.isSafe, let origin = request.headers[.origin] else { return }
        for allowed in origins where allowed == "*" || allowed == origin { return }
        if let host = request.headers[.host], origin.isOrigin(ofHost: host) {
            if hosts.contain(host) { return }
            throw .forbidden(
                "This server does not know itself by this name, so pages under it may only read "
                    + "here. If the name is right, say so by the option --hosts.")
        }
        throw .forbidden(
            "Pages of this origin may only read here. The server's option --cors-origins lets more in."
        )
    }

    /// The field that says what of an answer a page may read.
    static let exposedFields: HeaderName = "Access-Control-Expose-Headers"
    /// The field that says what a page may send.
    static let allowedFields: HeaderName = "Access-Control-Allow-Headers"

    private static let exposed: HeaderValue = """
        ETag, Link, Location, Content-Location, Allow, Content-Range, SSS-HeadPosition, SSS-MessageId, \
        Preference-Applied
        """
    private static let allowed: HeaderValue = """
        Content-Type, X-Requested-With, Authorization, SSS-ExpectedVersion, SSS-MessageId, \
        SSS-MessageType, SSS-Metadata, If-Match, If-None-Match, If-Modified-Since, \
        If-Unmodified-Since, If-Range, Range, Prefer, Last-Event-ID, traceparent, \
        tracestate
        """
}

extension Bytes {
    /// Whether this Origin is the one that a request to `host` has when it comes from our own pages.
    fileprivate func isOrigin(ofHost host: Bytes) -> Bool {
        for scheme: Bytes in ["http://", "https://"] where span.starts(with: scheme.span) {
            return self[scheme.count..<count].span.equalsIgnoringASCIICase(host.span)
        }
        return false
    }
}
