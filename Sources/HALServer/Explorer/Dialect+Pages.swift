import HTTP
import Octets

extension Dialect {
    /// The same words, as web pages for clients that prefer those: the page of the HAL document that another
    /// client would get (`hal-api.md` §16).
    var showingPages: Dialect {
        var dialect = self
        let (refuse, explain) = (refuse, explain)
        dialect.refuse = { refusal, request in request.page { refuse(refusal, $0) } }
        dialect.explain = { error, request in request.page { explain(error, $0) } }
        return dialect
    }
}

extension Request {
    /// An answer as this client likes it best: as it is, or as the page of its HAL document.
    fileprivate func page(_ answer: (Request) -> Response) -> Response {
        guard prefersPage else { return answer(self) }
        var request = self
        request.headers.set(.accept, MediaType.hal.field)
        let response = answer(request)
        guard case .bytes(let document) = response.body,
            response.headers[.contentType] == MediaType.hal.essence
        else { return response }
        return response.page(of: document, for: self)
    }

    private var prefersPage: Bool {
        guard let accept = headers.list(.accept) else { return false }
        return Negotiation.choose(from: [.problem, .hal, .html], accept: accept) == .html
    }
}
