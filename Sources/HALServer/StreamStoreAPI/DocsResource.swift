import HTTP
import JSON
import Octets
import Schemas

/// `/docs/{rel}`: what a link relation means, for people (`hal-api.md` §5.8). Markdown as the curie
/// link says, HTML for browsers, the form's schema by Accept or under `{rel}.schema.json`.
struct DocsResource: Sendable {
    let resources: Resources
    /// The forms, whose schemas stand alone here.
    let forms: [Form]

    /// Answers one of the representations.
    func read(_ request: Request) async throws -> Response {
        let name = request.parameters["relation"] ?? Bytes()
        let suffix: Bytes = ".schema.json"
        if name.span.ends(with: suffix.span) {
            let schema = self.schema(name[0..<(name.count - suffix.count)])
            guard let schema else { throw Refusal.notFound }
            return Response(.ok, .schema, schema)
        }
        if name == DocsPage.styleName { return Response(.ok, DocsPage.styleType, DocsPage.style) }
        guard let document = resources.document(name) else { throw Refusal.notFound }
        let schema = self.schema(name)
        let offered: [MediaType] =
            schema == nil ? [.markdown, .html] : [.markdown, .html, .schema]
        guard let chosen = Negotiation.choose(from: offered, accept: request.headers.list(.accept))
        else { throw Refusal.notAcceptable(offered) }
        if chosen == .schema, let schema { return Response(.ok, .schema, schema) }
        if chosen == .html { return DocsPage.response(document.html, title: name) }
        return Response(.ok, .markdown, document.markdown)
    }

    private func schema(_ name: Bytes) -> Bytes? {
        forms.first { $0.relation.name == name }?.document
    }
}
