package import Octets

/// A pattern that a string must have. The set is closed: each is matched by its own few lines, because a
/// regular expression from outside can cost any time.
package enum Pattern: Hashable, Sendable {
    /// A universally unique identifier, hyphenated, in either case.
    case uuid
    /// The name of a queue of streams (`bytes-api.md` §4), but for its length.
    case queue

    /// The pattern as a regular expression (ECMA 262), as a schema shows it.
    package var expression: Bytes {
        switch self {
        case .uuid:
            "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
        case .queue: "^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$"
        }
    }

    /// What the pattern stands for, for messages.
    var phrase: String {
        switch self {
        case .uuid: "a UUID (8-4-4-4-12 hexadecimal digits)"
        case .queue:
            "the name of a queue (A-Z, a-z, 0-9, '.', '_', '~', '-', and no dot in front)"
        }
    }

    /// Whether a text has the pattern.
    package func matches(_ text: Bytes) -> Bool {
        switch self {
        // The reader also takes bare digits and braces, which are 32, 34 or 38 bytes long.
        case .uuid: text.count == 36 && UUID(text.span) != nil
        case .queue: text.span.isQueueName
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether these bytes are those of a queue's name: unreserved ones (RFC 3986 §2.3), the first no dot.
    fileprivate var isQueueName: Bool {
        guard !isEmpty, self[0] != UInt8(ascii: ".") else { return false }
        for index in indices {
            switch self[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "-"):
                continue
            default: return false
            }
        }
        return true
    }
}
