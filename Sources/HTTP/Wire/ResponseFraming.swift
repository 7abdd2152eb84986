/// How the end of an answer's body is told (RFC 9112 §6).
package enum ResponseFraming: Sendable, Hashable {
    /// The status has no body and no length: 1xx, 204, 304.
    case none
    /// By its length.
    case length(UInt64)
    /// By an empty chunk.
    case chunked
    /// By the end of the connection: a body of unknown length for HTTP/1.0.
    case untilClose

    /// How to frame a body of this length, nil if unknown, to a peer of this version.
    package init(_ status: Status, length: UInt64?, version: Request.Version) {
        if status.code == 204 || status.code == 304 || status.code < 200 {
            self = .none
        } else if let length {
            self = .length(length)
        } else {
            self = version == .http11 ? .chunked : .untilClose
        }
    }
}

/// What an answer says about the connection it came on.
package enum ConnectionDirective: Sendable, Hashable {
    /// What the version implies; nothing is written.
    case implied
    /// `Connection: close`.
    case close
    /// `Connection: keep-alive`, which HTTP/1.0 must be told.
    case keepAlive
}
