import HTTP
import JSON
import Octets
import Schemas

/// The catalog of the APIs here (RFC 9727): a link set (RFC 9264) that leads machines to what describes,
/// documents and tells the state of each. References are relative to its address, `/.well-known/api-catalog`.
enum APICatalog {
    /// The path at which tools look for it.
    static let pattern = "/.well-known/api-catalog"

    /// The catalog of an API at the root.
    ///
    /// - Parameters:
    ///   - paths: What answers here; those that are an entry of the index are named.
    ///   - title: What the API is called.
    static func text(_ paths: [PathDescription], title: Bytes) -> Bytes {
        let prefix: Bytes = "../"
        var api: [JSONMember] = [JSONMember("anchor", .string(prefix))]
        for path in paths {
            guard let entry = path.entry else { continue }
            let name = entry.relation.qualifiedName
            // A catalog does not list itself, and relations of our own would need their full address.
            guard entry.relation.curie == nil, path.pattern != pattern else { continue }
            let target = Self.target(path.href(from: prefix), entry.type, entry.title)
            if let place = api.firstIndex(where: { $0.name == name }) {
                let others = api[place].value.elements ?? []
                api[place] = JSONMember(name, .array(others + [target]))
            } else {
                api.append(JSONMember(name, .array([target])))
            }
        }
        let catalog: JSONValue = [
            "anchor": "api-catalog", "item": [target(prefix, .hal, title)],
        ]
        return JSONValue.object([JSONMember("linkset", [catalog, .object(api)])]).text
    }

    private static func target(_ href: Bytes, _ type: MediaType?, _ title: Bytes) -> JSONValue {
        var members = [JSONMember("href", .string(href))]
        if let type { members.append(JSONMember("type", .string(type.essence))) }
        members.append(JSONMember("title", .string(title)))
        return .object(members)
    }
}
