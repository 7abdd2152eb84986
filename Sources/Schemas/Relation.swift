package import Octets

/// A link relation (RFC 8288 §2.1): what a link or an embedded resource is to the document it stands in.
/// One object for each, so that naming one costs one reference count.
package final class Relation: Hashable, Sendable {
    /// The name without its prefix: `append`, `self`. For a relation of ours also the name of its page
    /// below `docs/`.
    package let name: Bytes
    /// The prefix by which `curies` leads to the documentation: `streamStore`. Nil for registered relations.
    package let curie: Bytes?
    /// What a link of this relation is called unless the resource has a better name. Nil for none.
    package let title: Bytes?
    /// The name as documents spell it: `streamStore:append`, `self`.
    package let qualifiedName: Bytes
    /// Where the relation is documented, below the root: `docs/append`, `docs/httpstream/merge`. Nil for registered
    /// relations, which others document.
    package let documentPath: Bytes?
    /// How a link of this relation begins in a document, up to its address: `"self":{"href":"`.
    package let linkStart: Bytes

    /// A relation. The texts are literals that JSON need not escape.
    package init(_ name: StaticString, curie: StaticString? = nil, title: StaticString? = nil) {
        self.name = Bytes(name)
        self.curie = curie.map { Bytes($0) }
        self.title = title.map { Bytes($0) }
        var writer = ByteWriter(capacity: 64)
        if let curie {
            writer.append(curie)
            writer.append(UInt8(ascii: ":"))
        }
        writer.append(name)
        qualifiedName = writer.finish()
        documentPath = self.curie.map { curie in
            var path = ByteWriter(capacity: 64)
            path.append("docs/")
            if curie != Self.rootCurie {
                path.append(curie)
                path.append("/")
            }
            path.append(name)
            return path.finish()
        }
        var start = ByteWriter(capacity: 64)
        start.append("\"")
        start.append(qualifiedName)
        start.append("\":{\"href\":\"")
        linkStart = start.finish()
    }

    /// The curie whose pages lie in `docs` itself; those of the others lie in folders below.
    package static let rootCurie: Bytes = "streamStore"

    package static func == (left: Relation, right: Relation) -> Bool {
        left.qualifiedName == right.qualifiedName
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(qualifiedName) }
}
