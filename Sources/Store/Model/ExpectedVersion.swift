/// What an appender knows of a stream (`hal-api.md` §6.2).
package enum ExpectedVersion: Hashable, Sendable {
    /// Nothing: append in any case.
    case any
    /// The stream does not exist.
    case noStream
    /// The stream exists and has never held a message.
    case emptyStream
    /// The stream's newest message has this version (0 or more).
    case version(Int32)

    /// Reads the number of the header `SSS-ExpectedVersion`: -3, -2, -1, or a version. Nil below -3.
    package init?(headerValue: Int32) {
        switch headerValue {
        case -3: self = .noStream
        case -2: self = .any
        case -1: self = .emptyStream
        case 0...: self = .version(headerValue)
        default: return nil
        }
    }

    /// The number of the header `SSS-ExpectedVersion`.
    package var headerValue: Int32 {
        switch self {
        case .any: -2
        case .noStream: -3
        case .emptyStream: -1
        case .version(let version): version
        }
    }
}
