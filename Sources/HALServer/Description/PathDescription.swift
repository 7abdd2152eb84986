package import HTTP
package import Octets
package import Schemas

/// What a client can know of a resource before it asks. Each API makes these from its table; the description
/// in OpenAPI, the API catalog and the links of the index are written from them.
package struct PathDescription: Sendable {
    /// The route's pattern, its mount's prefix in front: `/health/ready`.
    package let pattern: String
    /// The link by which the index leads there; nil for what is found in another way.
    package let entry: Entry?
    let operations: [OperationDescription]

    /// A link of the index.
    package struct Entry: Sendable {
        let relation: Relation
        /// What one gets there; nil for an answer without a body.
        let type: MediaType?
        let title: Bytes
        /// What stands behind the path in the link: an expression of RFC 6570, as `{?file_hash}`.
        let expression: Bytes

        /// A link of that relation to the path.
        package init(
            _ relation: Relation, type: MediaType?, title: Bytes, expression: Bytes = Bytes()
        ) {
            self.relation = relation
            self.type = type
            self.title = title
            self.expression = expression
        }
    }

    /// A path at which these operations answer.
    package init(
        _ pattern: String, entry: Entry? = nil, _ operations: [OperationDescription]
    ) {
        self.pattern = pattern
        self.entry = entry
        self.operations = operations
    }

    /// The reference to this path for somebody from whom `prefix` leads to the root.
    func href(from prefix: Bytes) -> Bytes {
        prefix.followed(by: Bytes(String(pattern.dropFirst())))
    }
}
