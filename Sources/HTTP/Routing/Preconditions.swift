import Octets

/// Conditional requests (RFC 9110 §13).
package enum Preconditions {
    /// The answer to a GET or HEAD whose client has this version already, so that no body need be made; nil
    /// if one must. The handler adds the Cache-Control that its 200 would have.
    ///
    /// Where If-Match or If-Unmodified-Since are there as well, those come first (§13.2.2), and nothing is
    /// decided here: what the router does behind the endpoint then settles all of them.
    package static func notModified(_ request: Request, _ tag: ETag) -> Response? {
        guard request.method == .get || request.method == .head,
            let field = request.headers.list(.ifNoneMatch),
            !request.headers.contains(.ifMatch), !request.headers.contains(.ifUnmodifiedSince),
            EntityTags.list(field, names: tag.field.bytes, weakly: true)
        else { return nil }
        var response = Response(.notModified)
        response.headers.add(.etag, tag.field)
        return response
    }

    /// What the conditions of a GET or HEAD make of its answer.
    ///
    /// If-None-Match holds against any answer with an ETag, a 404 included, as the original's did
    /// (`hal-api.md` §3.4); the others only against a success.
    static func apply(to response: Response, _ request: Request) throws(Refusal) -> Response {
        guard response.status != .notModified else { return response }
        let headers = request.headers
        let tag = response.headers[.etag]
        let modified = response.headers[.lastModified].flatMap { HTTPDate($0) }
        if (200..<300).contains(response.status.code) {
            if let field = headers.list(.ifMatch) {
                guard EntityTags.list(field, names: tag, weakly: false) else {
                    throw .preconditionFailed
                }
            } else if let limit = headers[.ifUnmodifiedSince].flatMap({ HTTPDate($0) }),
                let modified,
                modified > limit
            {
                throw .preconditionFailed
            }
        }
        if let field = headers.list(.ifNoneMatch) {
            guard let tag, EntityTags.list(field, names: tag, weakly: true) else { return response }
            return stripped(response)
        }
        guard response.status == .ok, let modified,
            let since = headers[.ifModifiedSince].flatMap({ HTTPDate($0) }), modified <= since
        else { return response }
        return stripped(response)
    }

    /// Whether there is any condition.
    static func isConditional(_ headers: Headers) -> Bool {
        headers.contains(.ifNoneMatch) || headers.contains(.ifModifiedSince)
            || headers.contains(.ifMatch) || headers.contains(.ifUnmodifiedSince)
    }

    /// The 304 in the place of an answer, with the fields that a cache needs (RFC 9110 §15.4.5).
    private static func stripped(_ response: Response) -> Response {
        var unchanged = Response(.notModified)
        for field in response.headers.fields {
            for name in kept where field.name.span.equalsIgnoringASCIICase(name.spelling.span) {
                guard let value = HeaderValue(field.value) else { continue }
                unchanged.headers.add(name, value)
            }
        }
        // The date is told only where there is no tag, which says more.
        if !unchanged.headers.contains(.etag),
            let modified = response.headers[.lastModified].flatMap({ HeaderValue($0) })
        {
            unchanged.headers.add(.lastModified, modified)
        }
        return unchanged
    }

    private static let kept: [HeaderName] = [
        .cacheControl, .contentLocation, .date, .etag, "Expires", .vary,
    ]
}
