import HTTP
import Octets

extension Response {
    /// This answer as a web page, where the client chose one and the endpoint answered with HAL; what the
    /// endpoint shows as HTML itself stays. Status, validators and Location stay too (`hal-api.md` §16).
    func page(for request: Request) -> Response {
        guard request.negotiated == .html else { return self }
        if status == .notModified {
            var response = self
            response.headers.set(.cacheControl, CachePolicy.ask)
            return response
        }
        guard case .bytes(let document) = body, headers[.contentType] == MediaType.hal.essence
        else { return self }
        return page(of: document, for: request)
    }

    /// This answer with the page of a HAL document in the place of its body.
    func page(of document: Bytes, for request: Request) -> Response {
        var response = self
        response.headers.set(.contentType, MediaType.html.field)
        response.headers.set(.contentSecurityPolicy, Self.pagePolicy)
        response.headers.set("Referrer-Policy", "same-origin")
        // A page may look different after an update of the server, a document may not.
        response.headers.set(.cacheControl, CachePolicy.ask)
        response.body = .bytes(ExplorerPage.html(document, request, status))
        return response
    }

    /// What a page may do: run our own script and style, talk to this server, and nothing else.
    private static let pagePolicy: HeaderValue = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """
}
