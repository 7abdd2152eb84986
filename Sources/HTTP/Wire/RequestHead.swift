package import Octets

/// A request's head as the parser leaves it: complete, checked, owning its bytes.
package struct RequestHead: Sendable {
    /// How many bytes of the input it took, from where the parser began.
    package let length: Int
    /// The method; nil for a token that nobody here knows, and for CONNECT.
    package let method: Method?
    package let version: Request.Version
    /// Where the body ends.
    package let framing: BodyFraming
    /// Whether the peer wants to go on behind this request.
    package let persists: Bool
    /// What the Expect field asks for.
    package let expectation: Expectation
    /// The whole head, and where its parts stand.
    let bytes: Bytes
    let line: RequestLine
    let fields: [Headers.Line]

    /// What the request asks for.
    package var target: Target {
        let path = line.path.map { bytes[$0] } ?? (line.isServerWide ? "*" : "/")
        return Target(path: path, query: line.query.map { bytes[$0] })
    }
    /// The field lines. `Host` is the target's own authority where the target has one
    /// (RFC 9112 §3.2.2).
    package var headers: Headers { Headers(received: bytes, fields) }
    /// The method as it was spelled.
    package var methodToken: Bytes { bytes[line.token] }
    /// The request target as it was spelled, for the log.
    package var rawTarget: Bytes { bytes[line.target] }

    /// The Expect field (RFC 9110 §10.1.1). HTTP/1.0 has none.
    package enum Expectation: Sendable, Hashable {
        case none
        case hundredContinue
        case unknown
    }
}
