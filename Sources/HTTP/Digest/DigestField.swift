package import Octets

/// The digests that a Content-Digest or Repr-Digest names (RFC 9530 §2, §3), or the older Content-MD5.
package struct DigestField: Sendable, Hashable {
    /// One digest.
    package struct Entry: Sendable, Hashable {
        /// How it was made.
        package let algorithm: DigestAlgorithm
        /// The digest itself, as long as its algorithm makes them.
        package let digest: Bytes
    }

    /// The digests of known algorithms, in order.
    package private(set) var entries: [Entry] = []

    /// No digests.
    package init() {}

    /// Reads the field value. Algorithms that are not known here are passed over, so there may be no entry at
    /// all; a known one must have a digest of its length.
    package init(_ field: Bytes) throws(DigestFault) {
        guard let dictionary = StructuredDictionary(field) else {
            throw DigestFault(reason: "a digest field is no dictionary of RFC 8941")
        }
        for (key, value) in dictionary.members {
            guard let algorithm = DigestAlgorithm(key: key) else { continue }
            guard case .bytes(let digest) = value else {
                throw DigestFault(reason: "the digest \(key) is no byte sequence (:Base64:)")
            }
            guard add(digest, algorithm) else { throw Self.wrongLength(algorithm, digest) }
        }
    }

    /// Reads a Content-MD5 (RFC 1864): Base64 alone.
    package init(contentMD5 field: Bytes) throws(DigestFault) {
        guard let digest = Bytes(base64: field.span) else {
            throw DigestFault(reason: "Content-MD5 is no Base64")
        }
        guard add(digest, .md5) else { throw Self.wrongLength(.md5, digest) }
    }

    /// All that a request says of its content, which is a whole representation: Content-Digest, Repr-Digest and
    /// Content-MD5. Nil where it says nothing; throws where two of them contradict each other.
    package init?(of headers: Headers) throws(DigestFault) {
        var fields: [DigestField] = []
        for name in [HeaderName.contentDigest, .reprDigest] {
            if let field = headers.list(name) { fields.append(try DigestField(field)) }
        }
        if let field = headers.list(.contentMD5) {
            fields.append(try DigestField(contentMD5: field))
        }
        guard !fields.isEmpty else { return nil }
        for entry in fields.flatMap(\.entries) {
            if let known = self[entry.algorithm] {
                guard known == entry.digest else {
                    throw DigestFault(reason: "two fields name different \(entry.algorithm.key)")
                }
            } else {
                entries.append(entry)
            }
        }
    }

    /// The digest of an algorithm.
    package subscript(algorithm: DigestAlgorithm) -> Bytes? {
        entries.first { $0.algorithm == algorithm }?.digest
    }

    /// Adds a digest; false if it has not the length that its algorithm makes, or there is one already.
    package mutating func add(_ digest: Bytes, _ algorithm: DigestAlgorithm) -> Bool {
        guard digest.count == algorithm.count, self[algorithm] == nil else { return false }
        entries.append(Entry(algorithm: algorithm, digest: digest))
        return true
    }

    /// The field value: `sha-256=:…:, md5=:…:`.
    package var field: HeaderValue {
        var writer = ByteWriter(capacity: 96)
        for (index, entry) in entries.enumerated() {
            if index > 0 { writer.append(", ") }
            writer.append(entry.algorithm.key)
            writer.append("=:")
            writer.append(base64: entry.digest.span)
            writer.append(":")
        }
        return HeaderValue(writer.finish()) ?? ""
    }

    private static func wrongLength(_ algorithm: DigestAlgorithm, _ digest: Bytes) -> DigestFault {
        DigestFault(
            reason: "the digest \(algorithm.key) has \(digest.count) bytes, not \(algorithm.count)")
    }
}
