import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/`: where everything begins (`hal-api.md` §5.1). It does not change while the server runs, so it is
/// made once.
struct IndexResource: Sendable {
    private let document: Bytes

    init(provider: String, version: String, representations: [Representation]) {
        let hrefs = Hrefs(depth: 0)
        var document = HALDocument(capacity: 1024)
        document.state("provider", provider)
        document.json.name("versions")
        document.json.beginObject()
        document.state("streamStore", version)
        document.state("server", version)
        document.json.endObject()
        document.links { document in
            document.prepared(hrefs.indexOnly)
            document.link(.current, Link(href: hrefs.index, title: "Index"))
            document.prepared(hrefs.findAndBrowse)
            document.link(.feed) {
                $0.append(hrefs.prefix)
                $0.append("stream")
            }
            document.alternates(representations) { $0.append(hrefs.index) }
            document.prepared(hrefs.curies)
        }
        self.document = document.finish()
    }

    /// Answers the document.
    func read(_ request: Request) async throws -> Response { .hal(document) }
}
