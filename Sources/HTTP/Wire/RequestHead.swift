package import Octets

/// A request's head as the parser leaves it: complete, checked, owning its bytes.
package struct RequestHead: Sendable {
    /// How many bytes of the input it took, from where the parser began.
    package let length: Int
    /// The method; nil for a token that nobody here knows, and for CONNECT.
    package let method: Method?
    /// The method as it was spelled.
    package let methodToken: Bytes
    /// The request target as it was spelled, for the log.
    package let rawTarget: Bytes
    /// What the request asks for.
    package let target: Target
    package let version: Request.Version
    /// The field lines. `Host` is the target's own authority where the target has one
    /// (RFC 9112 §3.2.2).
    package let headers: Headers
    /// Where the body ends.
    package let framing: BodyFraming
    /// Whether the peer wants to go on behind this request.
    package let persists: Bool
    /// What the Expect field asks for.
    package let expectation: Expectation

    /// The Expect field (RFC 9110 §10.1.1). HTTP/1.0 has none.
    package enum Expectation: Sendable, Hashable {
        case none
        case hundredContinue
        case unknown
    }
}
