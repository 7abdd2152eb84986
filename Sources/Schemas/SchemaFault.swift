package import JSON
package import Octets

/// One thing in a document that a schema does not allow.
package struct SchemaFault: Hashable, Sendable {
    /// Which value: for a member that is missing, where it should be.
    package let pointer: JSONPointer
    /// The keyword that refuses it: `required`, `type` …
    package let rule: Bytes
    /// What is wrong, for people: goes on behind the value's name, begins with a lower-case letter.
    package let message: String

    package init(pointer: JSONPointer, rule: Bytes, message: String) {
        self.pointer = pointer
        self.rule = rule
        self.message = message
    }
}
