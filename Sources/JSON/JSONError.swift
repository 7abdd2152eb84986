/// Why bytes are not the JSON that was wanted (RFC 8259).
package struct JSONError: Error, Hashable, Sendable {
    /// Where, in bytes from the beginning of the text.
    package let offset: Int
    /// What was wrong there, for people: begins with a lower-case letter, no full stop.
    package let reason: String

    package init(_ reason: String, at offset: Int) {
        self.offset = offset
        self.reason = reason
    }
}
