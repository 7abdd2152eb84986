package import Octets

/// A digest that a blob store can compute while bytes come in.
package enum HashAlgorithm: Hashable, Sendable, CaseIterable {
    case md5
    case sha1
    case sha256
    case sha512

    /// How long a digest is, in bytes. No two algorithms have digests of one length, so that a name tells which
    /// algorithm it is of.
    package var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The algorithm's key in `Content-Digest` and `Repr-Digest` (RFC 9530 §7.2, "Hash Algorithms for HTTP
    /// Digest Fields").
    package var fieldKey: Bytes {
        switch self {
        case .md5: "md5"
        case .sha1: "sha"
        case .sha256: "sha-256"
        case .sha512: "sha-512"
        }
    }
}
