import HTTP
import Octets
import Schemas

extension StreamStoreAPI {
    static let openAPIPattern = "/openapi.json"

    /// The description lies at the root, as the documentation does.
    static let openAPILinks: HeaderValue? = {
        var links = LinkField()
        links.add("docs", .serviceDoc, .html)
        return links.prepared()
    }()

    /// The catalog says where it is (RFC 9727 §3), also to HEAD.
    static let catalogLinks: HeaderValue? = {
        var links = LinkField()
        links.add("api-catalog", .apiCatalog, .linkSet)
        return links.prepared()
    }()
}
