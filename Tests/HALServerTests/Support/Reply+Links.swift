import HTTP
import Octets

extension Reply {
    /// A link of a Link field (RFC 8288).
    struct FieldLink: Sendable {
        let target: String
        let relation: String
        let type: String?
    }

    /// The links of all Link fields, in order.
    var links: [FieldLink] {
        let value = response.headers.list(.link)?.text ?? ""
        let form = /<(?<target>[^>]*)>; rel="(?<relation>[^"]*)"(?:; type="(?<type>[^"]*)")?/
        return value.matches(of: form).map {
            FieldLink(
                target: String($0.target), relation: String($0.relation),
                type: $0.type.map { String($0) })
        }
    }
}
