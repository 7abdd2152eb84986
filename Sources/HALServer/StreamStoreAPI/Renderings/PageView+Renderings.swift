import HTTP
import Octets
import Store

extension PageView {
    /// The page in the representation that was negotiated, if that is one of those here; nil for HAL and all
    /// else that the resource itself makes.
    func rendering(for request: Request, _ status: Status) -> Response? {
        switch request.negotiated {
        case MediaType.hal, nil: nil
        case MediaType.ndjson: response(status, .ndjson, NDJSON.page(page.messages))
        case MediaType.cloudEventsBatch:
            response(status, .cloudEventsBatch, CloudEvents.batch(page.messages, hrefs))
        case MediaType.atom: response(status, .atom, AtomFeed(self, request).document())
        default: nil
        }
    }
}
