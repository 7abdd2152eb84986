package import Octets

/// The body of an answer.
package enum ResponseBody: Sendable {
    /// None.
    case empty
    /// Bytes in memory.
    case bytes(Bytes)
    /// A part of a file, sent by the kernel (`sendfile(2)`).
    case file(FileRegion)
    /// Bytes in memory and parts of files, one behind the other.
    case parts(BodyParts)
    /// Bytes made while they are sent: with a length, or chunked (RFC 9112 §7.1; closed behind for HTTP/1.0).
    case stream(length: UInt64?, @Sendable (any BodySink) async throws -> Void)

    /// The number of bytes, or nil where it is not known beforehand.
    package var length: UInt64? {
        switch self {
        case .empty: 0
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(let region): region.length
        case .parts(let parts): parts.length
        case .stream(let length, _): length
        }
    }
}

/// Takes the bytes of a streamed body.
package protocol BodySink: Sendable {
    /// Sends bytes; suspends while the peer is slow. Throws when the peer is gone or too slow.
    func write(_ bytes: Bytes) async throws
}
