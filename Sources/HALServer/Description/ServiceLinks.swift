import HTTP
import Octets
import Schemas

/// The Link field (RFC 8288) by which answers lead to what documents and describes them, and to the schema of
/// what can be sent there. It depends on the resource alone, so it is made at start.
struct ServiceLinks: Sendable {
    private let field: HeaderValue

    /// The field of a resource.
    ///
    /// - Parameters:
    ///   - hrefs: The references of the resource.
    ///   - form: The form that is sent there first of all, if there is one. Known browsers read the fields of
    ///     their dialogs from its schema.
    init(_ hrefs: Hrefs, form: Form?) {
        var links = LinkField()
        links.add(hrefs.prefix.followed(by: "openapi.json"), .serviceDesc, .openAPI)
        links.add(hrefs.prefix.followed(by: "docs"), .serviceDoc, .html)
        if let form {
            links.add(hrefs.prefix.followed(by: form.path), .profile, .schema)
        }
        field = links.prepared() ?? ""
    }

    /// Makes an endpoint one whose documents carry the field: what is there, and what is absent but has a
    /// document of its own.
    func wrapping(_ endpoint: Endpoint) -> Endpoint {
        endpoint.between { [field] response, _ in
            if response.status == .ok || response.status == .notFound {
                response.headers.add(.link, field)
            }
        }
    }
}
