package import Octets

/// A pattern that a string must have. The set is closed: each is matched by its own few lines, because a
/// regular expression from outside can cost any time.
package enum Pattern: Hashable, Sendable {
    /// A universally unique identifier, hyphenated, in either case.
    case uuid

    /// The pattern as a regular expression (ECMA 262), as a schema shows it.
    package var expression: Bytes {
        switch self {
        case .uuid:
            "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
        }
    }

    /// What the pattern stands for, for messages.
    var phrase: String {
        switch self {
        case .uuid: "a UUID (8-4-4-4-12 hexadecimal digits)"
        }
    }

    /// Whether a text has the pattern.
    package func matches(_ text: Bytes) -> Bool {
        switch self {
        // The reader also takes bare digits and braces, which are 32, 34 or 38 bytes long.
        case .uuid: text.count == 36 && UUID(text.span) != nil
        }
    }
}
