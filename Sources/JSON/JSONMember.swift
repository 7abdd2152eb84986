package import Octets

/// A name and its value in a ``JSONValue/object(_:)``.
package struct JSONMember: Hashable, Sendable {
    /// The name, decoded.
    package let name: Bytes
    package let value: JSONValue

    package init(_ name: Bytes, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}
