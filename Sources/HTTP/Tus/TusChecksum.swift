package import Octets

/// The checksum of the bytes of one request: `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`.
package struct TusChecksum: Sendable, Hashable {
    /// How it was made.
    package enum Algorithm: Sendable, Hashable, CaseIterable {
        case sha1, md5, sha256, sha512

        /// The name in the fields.
        package var name: Bytes {
            switch self {
            case .sha1: "sha1"
            case .md5: "md5"
            case .sha256: "sha256"
            case .sha512: "sha512"
            }
        }

        /// How long such a checksum is, in bytes.
        package var count: Int {
            switch self {
            case .sha1: 20
            case .md5: 16
            case .sha256: 32
            case .sha512: 64
            }
        }
    }

    /// How it was made.
    package let algorithm: Algorithm
    /// The checksum, as long as its algorithm makes them.
    package let digest: Bytes

    /// Reads an Upload-Checksum whose algorithm must be one of `offered`.
    package init(_ field: Bytes, of offered: [Algorithm]) throws(TusFault) {
        guard let blank = field.span.firstIndex(of: 0x20) else {
            throw .malformed(.uploadChecksum, "is no algorithm and a checksum")
        }
        let name = field[0..<blank]
        guard let algorithm = offered.first(where: { $0.name == name }) else {
            throw .malformed(.uploadChecksum, "names an algorithm that is not offered")
        }
        guard let digest = Bytes(base64: field[(blank + 1)..<field.count].span) else {
            throw .malformed(.uploadChecksum, "is no Base64")
        }
        guard digest.count == algorithm.count else {
            throw .malformed(.uploadChecksum, "has not the length of its algorithm")
        }
        self.algorithm = algorithm
        self.digest = digest
    }
}
