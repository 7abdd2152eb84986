/// A string or a member's name as it stands in a JSON text: checked, but not decoded yet.
package struct JSONText: Hashable, Sendable {
    /// What stands between the quotes, in bytes from the beginning of the text.
    package let range: Range<Int>
    /// Whether there are escapes; where there are none, the bytes are the string.
    package let isEscaped: Bool

    package init(range: Range<Int>, isEscaped: Bool) {
        self.range = range
        self.isEscaped = isEscaped
    }
}
