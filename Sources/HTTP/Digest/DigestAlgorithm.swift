package import Octets

/// A way to make a digest, by its name in the registry of RFC 9530 §7.2.
package enum DigestAlgorithm: Sendable, Hashable, CaseIterable {
    /// SHA-256: what we send unless asked for another.
    case sha256
    /// SHA-512.
    case sha512
    /// MD5: told and checked for old clients and as the name of files; it proves nothing against malice.
    case md5

    /// The key in the fields.
    package var key: Bytes {
        switch self {
        case .sha256: "sha-256"
        case .sha512: "sha-512"
        case .md5: "md5"
        }
    }

    /// How long a digest is, in bytes.
    package var count: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        case .md5: 16
        }
    }

    /// The algorithm of a key, which is in small letters; nil for one that is not known here.
    init?(key: Bytes) {
        guard let found = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = found
    }
}
