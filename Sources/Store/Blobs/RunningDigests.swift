package import Octets

/// Digests of bytes that pass by, beside those that a store computes itself. Whoever holds it feeds it, one call at
/// a time.
package final class RunningDigests {
    private let digesters: [Digester]

    /// Begins these digests. Throws where libcrypto refuses one.
    package init(_ algorithms: Set<HashAlgorithm>) throws(BlobError) {
        var digesters: [Digester] = []
        for algorithm in HashAlgorithm.allCases where algorithms.contains(algorithm) {
            digesters.append(
                try BlobError.mapping { () throws(SystemError) in try Digester(algorithm) })
        }
        self.digesters = digesters
    }

    /// Feeds bytes.
    package func update(_ bytes: Bytes) {
        for digester in digesters { digester.update(bytes.span) }
    }

    /// The digests of all that was fed. Once.
    package func finish() throws(BlobError) -> [ContentHash] {
        var hashes: [ContentHash] = []
        for digester in digesters {
            hashes.append(
                try BlobError.mapping { () throws(SystemError) in try digester.finish() })
        }
        return hashes
    }
}
