import HTTP
import Octets
import Schemas

extension Response {
    /// An answer that is a HAL document, or one of HAL-FORMS.
    static func hal(
        _ document: Bytes, _ status: Status = .ok, as type: MediaType = .hal, etag: ETag? = nil,
        cache: HeaderValue? = nil
    ) -> Response {
        var response = Response(status, type, document)
        if let etag { response.headers.add(.etag, etag.field) }
        if let cache { response.headers.add(.cacheControl, cache) }
        return response
    }

    /// Leads to the `location` of a document, and says so in a HAL body too, so that a client that does not
    /// follow shows the way (`hal-api.md` §14.5).
    static func redirect(
        _ status: Status, to location: Bytes, as relation: Relation? = nil, from hrefs: Hrefs
    ) -> Response {
        guard let field = HeaderValue(location) else { return Response(.internalServerError) }
        var document = HALDocument(capacity: 512)
        document.links { document in
            document.prepared(hrefs.indexOnly)
            document.link(.current, Link(href: location))
            if let relation { document.link(relation, Link(href: location)) }
            document.prepared(hrefs.curies)
        }
        var response = Response.hal(document.finish(), status)
        response.headers.add(.location, field)
        return response
    }
}

/// What a cache may do with an answer (`hal-api.md` §3.3). The members are joined without a blank, as
/// the original wrote them.
enum CachePolicy {
    /// Ask again each time: what everything gets that says nothing else. A cache that is told nothing may
    /// make up for how long it keeps a page (RFC 9111 §4.2.2), and hide the newest messages.
    static let ask: HeaderValue = "no-cache"
    /// The same in the words of the contract, for the end of the all-stream.
    static let revalidate: HeaderValue = "max-age=0,no-cache,must-revalidate"
    /// Keep it for a year: what is shown does not change while it exists.
    static let immutable: HeaderValue = "max-age=31536000"
}
