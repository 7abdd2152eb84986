import HTTP
import Octets
import Schemas

/// Fields that are made at start.
extension LinkField {
    /// Adds a link to one of our own documents.
    mutating func add(
        _ href: Bytes, _ relation: Relation, _ type: MediaType, title: Bytes? = nil
    ) {
        add(relation, type: type.essence, title: title) { $0.append(href) }
    }

    /// The value; nil where no link was added.
    consuming func prepared() -> HeaderValue? {
        var headers = Headers()
        finish(into: &headers)
        return headers[.link].flatMap { HeaderValue($0) }
    }
}
