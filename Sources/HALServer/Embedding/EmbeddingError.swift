import Octets
import Store

/// Why a part of the server could not be put into another program.
public enum EmbeddingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The prefix is not `/` or a path such as `/events`: no query, no escapes, no slash at its end.
    case prefix(String)
    /// The directory of the store could not be opened: another process has it, or its files are damaged.
    case store(String)
    /// The documentation could not be read from this directory.
    case resources(String)
    /// The address cannot be listened on.
    case address(String)

    /// What went wrong, in a line.
    public var description: String {
        switch self {
        case .prefix(let text): "\(text) is not a prefix such as /events"
        case .store(let text): text
        case .resources(let text): "the documentation cannot be read: \(text)"
        case .address(let text): text
        }
    }
}
