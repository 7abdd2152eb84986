import HTTP
import Store

/// Digests as fields say them (RFC 9530) and as the stores of bytes know them.
extension DigestField {
    /// The digests in the store's terms.
    var hashes: [ContentHash] {
        entries.compactMap { entry in
            ContentHash(HashAlgorithm(entry.algorithm), entry.digest)
        }
    }
}

extension HashAlgorithm {
    /// The algorithm that a field names.
    init(_ algorithm: DigestAlgorithm) {
        switch algorithm {
        case .md5: self = .md5
        case .sha256: self = .sha256
        case .sha512: self = .sha512
        }
    }
}
