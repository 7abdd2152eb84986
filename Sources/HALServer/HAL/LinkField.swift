import HTTP
import Octets
import Schemas

/// Writes the value of a Link field (RFC 8288): how an answer that is not HAL says where one can go. The
/// relation stands first and in quotes, as the simplest of readers want it.
struct LinkField: ~Copyable {
    private var writer = ByteWriter(capacity: 512)

    /// Adds a link. A `type` that is none is left out: what stored messages call themselves could say more
    /// than a type here. The title must need no escaping.
    mutating func add(
        _ relation: Relation, type: Bytes? = nil, title: Bytes? = nil,
        href: (inout ByteWriter) -> Void
    ) {
        if writer.count > 0 { writer.append(", ") }
        writer.append("<")
        href(&writer)
        writer.append(">; rel=\"")
        writer.append(relation.name)
        writer.append("\"")
        if let type, type.isMediaType {
            writer.append("; type=\"")
            writer.append(type)
            writer.append("\"")
        }
        if let title {
            writer.append("; title=\"")
            writer.append(title)
            writer.append("\"")
        }
    }

    /// Adds the field to an answer, if there is any link.
    consuming func finish(into headers: inout Headers) {
        guard writer.count > 0, let field = HeaderValue(writer.finish()) else { return }
        headers.add(.link, field)
    }
}

extension Bytes {
    /// Whether these are `type/subtype` and nothing else (RFC 9110 §8.3.1).
    var isMediaType: Bool {
        guard let slash = span.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return span.extracting(0..<slash).isToken
            && span.extracting((slash + 1)..<count).isToken
    }
}
