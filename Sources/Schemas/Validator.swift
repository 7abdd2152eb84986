package import JSON
import Octets

/// Finds everything in a document that a schema does not allow, so that a client can mend all of it at
/// once. Made for refusals: what is right is recognised more cheaply while it is read.
package struct Validator: Sendable {
    /// The schema that decides.
    package let schema: Schema
    /// The schema that `$ref` to `#` leads to.
    package let root: Schema
    /// The most faults told, in number: a batch of ten thousand wrong messages needs no list of them all.
    package let faultLimit: Int

    /// A validator. Where `schema` is a part of another one, that one is the `root`.
    package init(_ schema: Schema, root: Schema? = nil, faultLimit: Int = 100) {
        self.schema = schema
        self.root = root ?? schema
        self.faultLimit = faultLimit
    }

    /// The faults of a document in the order of its text, none if it is valid. `pointer` is where in a
    /// greater document it stands.
    package func faults(
        in value: JSONValue, at pointer: JSONPointer = JSONPointer()
    ) -> [SchemaFault] {
        var walk = SchemaWalk(root: root, limit: faultLimit)
        walk.check(value, against: schema, at: pointer)
        return walk.faults
    }

    /// Whether the schema allows a document.
    package func allows(_ value: JSONValue) -> Bool {
        var walk = SchemaWalk(root: root, limit: 1)
        walk.check(value, against: schema, at: JSONPointer())
        return walk.faults.isEmpty
    }
}
