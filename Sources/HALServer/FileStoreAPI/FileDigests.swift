import HTTP
import Octets
import Store

/// Digests as fields say them (RFC 9530) and as the store names files by them.
extension DigestField {
    /// The field with the one of these digests that a client wants, in the value of its `Want-…`; SHA-256 where it
    /// says nothing, or nothing that can be read. Nil where none is wanted or known.
    static func chosen(from hashes: [ContentHash], wanted: Bytes?) -> HeaderValue? {
        let known = DigestAlgorithm.allCases.filter { algorithm in
            hashes.contains { $0.algorithm == HashAlgorithm(algorithm) }
        }
        var algorithm = known.first { $0 == .sha256 } ?? known.first
        if let wanted, let wish = try? DigestPreference(wanted) {
            algorithm = wish.best(of: known)
        }
        var field = DigestField()
        guard let algorithm,
            let hash = hashes.first(where: { $0.algorithm == HashAlgorithm(algorithm) }),
            field.add(hash.bytes, algorithm)
        else { return nil }
        return field.field
    }
}
