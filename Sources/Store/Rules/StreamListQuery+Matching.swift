import Octets

extension StreamListQuery.Pattern {
    /// Whether a name is asked for, byte by byte.
    package func matches(_ stream: StreamID) -> Bool {
        switch self {
        case .any: true
        case .startsWith(let prefix): stream.bytes.span.starts(with: prefix.span)
        case .endsWith(let suffix): stream.bytes.span.ends(with: suffix.span)
        }
    }
}
