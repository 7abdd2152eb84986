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
        guard token.count > 2 else { return nil }
        let candidate: Method
        switch (token.count, token[0]) {
        case (3, UInt8(ascii: "G")): candidate = .get
        case (3, _): candidate = .put
        case (4, UInt8(ascii: "P")): candidate = .post
        case (4, _): candidate = .head
        case (5, UInt8(ascii: "P")): candidate = .patch
        case (5, _): candidate = .trace
        case (6, _): candidate = .delete
        case (7, UInt8(ascii: "O")): candidate = .options
        case (7, _): candidate = .connect
        default: return nil
        }
        guard token.hasSameBytes(as: candidate.rawValue.utf8Span.span) else { return nil }
        self = candidate
    }

    /// A small number of its own, from 0 on.
    var number: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .delete: 4
        case .patch: 5
        case .options: 6
        case .trace: 7
        case .connect: 8
        }
    }

    /// Whether the method only reads (RFC 9110 §9.2.1).
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }
}
