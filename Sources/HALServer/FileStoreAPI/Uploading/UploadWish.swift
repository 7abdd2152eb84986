import HTTP
import Store

/// What a request wants of its upload, besides the bytes.
struct UploadWish: Sendable {
    /// The digest by which the file is to be known, and told in the answer; nil for the store's own.
    var algorithm: HashAlgorithm?
    /// The name that the bytes must have.
    var name: ContentHash?
    /// Whether nothing at all is a file: not where the original took a missing body for a mistake.
    var takesNothing = true

    /// What the query of a request says.
    init(_ request: Request) throws(FileFault) {
        algorithm = try FileQuery(request.target).algorithm()
    }

    /// A file of a digest that is known beforehand.
    init(name: ContentHash) {
        self.name = name
        algorithm = name.algorithm
    }

    /// What the store is asked for beside its own digests.
    var hashes: Set<HashAlgorithm> { algorithm.map { [$0] } ?? [] }
}
