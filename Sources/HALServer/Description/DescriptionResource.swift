import HTTP
import Octets

/// `/openapi.json` and `/.well-known/api-catalog`: what tools read before they use the server
/// (`hal-api.md` §18). The same bytes in several media types.
struct DescriptionResource: Sendable {
    private let documents: OnDemand<[StaticDocument]>

    /// A text in these media types, the best first. Besides them answers carry this Link field.
    init(
        _ representations: [Representation], links: HeaderValue? = nil,
        _ text: @escaping @Sendable () -> Bytes
    ) {
        documents = OnDemand {
            let text = text()
            return representations.map { StaticDocument(text, $0.type, links: links) }
        }
    }

    /// Answers the text.
    func read(_ request: Request) throws -> Response {
        let documents = documents.value
        let chosen = documents.first { $0.type == request.negotiated } ?? documents.first
        guard let chosen else { throw Refusal.notFound }
        return chosen.response
    }
}
