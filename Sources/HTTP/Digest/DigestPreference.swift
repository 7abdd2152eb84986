package import Octets

/// Which digests a Want-Content-Digest or Want-Repr-Digest asks for (RFC 9530 §4): `sha-256=10, md5=0`.
package struct DigestPreference: Sendable {
    /// How much each is wanted, in order: 0 for not at all, 1 to 10.
    private let weights: [(algorithm: DigestAlgorithm, weight: Int64)]

    /// Reads the field value; throws where it is no dictionary, or the weight of a known algorithm is no whole
    /// number from 0 to 10. A wish that cannot be read may just as well be passed over.
    package init(_ field: Bytes) throws(DigestFault) {
        guard let dictionary = StructuredDictionary(field) else {
            throw DigestFault(reason: "a wish for digests is no dictionary of RFC 8941")
        }
        var weights: [(algorithm: DigestAlgorithm, weight: Int64)] = []
        for (key, value) in dictionary.members {
            guard let algorithm = DigestAlgorithm(key: key) else { continue }
            guard case .integer(let weight) = value, (0...10).contains(weight) else {
                throw DigestFault(reason: "the weight of \(key) is no whole number from 0 to 10")
            }
            weights.append((algorithm, weight))
        }
        self.weights = weights
    }

    /// The one of these that is wanted most; of several the first of `offered`. Nil where none is wanted.
    package func best(of offered: [DigestAlgorithm]) -> DigestAlgorithm? {
        var best: (algorithm: DigestAlgorithm, weight: Int64)?
        for algorithm in offered {
            guard let found = weights.first(where: { $0.algorithm == algorithm }), found.weight > 0,
                found.weight > best?.weight ?? 0
            else { continue }
            best = found
        }
        return best?.algorithm
    }
}
