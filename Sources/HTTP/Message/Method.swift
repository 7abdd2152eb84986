import Octets

/// A request method that this server knows (RFC 9110 §9, RFC 5789). Methods are case-sensitive; any other
/// token is answered 501.
package enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case patch = "PATCH"
    case options = "OPTIONS"
    case trace = "TRACE"
    case connect = "CONNECT"

    /// The method spelled by exactly these bytes, or nil.
    package init?(_ token: Span<UInt8>) {
        for method in Self.allCases where token.hasSameBytes(as: method.rawValue.utf8Span.span) {
            self = method
            return
        }
        return nil
    }

    /// Whether the method only reads (RFC 9110 §9.2.1).
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }
}
