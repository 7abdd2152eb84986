/// A table of routes that cannot be served as it stands. It is found at start, never by a request.
package enum RoutingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pattern (or prefix) is none; the text says why.
    case malformed(pattern: String, reason: String)
    /// A pattern binds one name twice.
    case duplicateName(pattern: String, name: String)
    /// Two patterns match exactly the same paths.
    case conflict(String, String)
    /// Two mounts have one prefix, so that nothing would say whose dialect counts there.
    case duplicatePrefix(String)

    package var description: String {
        switch self {
        case .malformed(let pattern, let reason): "The pattern \(pattern) is refused: \(reason)."
        case .duplicateName(let pattern, let name):
            "The pattern \(pattern) binds the name \(name) twice."
        case .conflict(let first, let second):
            "The patterns \(first) and \(second) match the same paths."
        case .duplicatePrefix(let prefix): "Two mounts have the prefix \(prefix)."
        }
    }
}
