import Octets
import Store

/// What became of an upload.
struct UploadedFile: Sendable {
    /// What the store did.
    let outcome: HashedFileStore.Outcome
    /// The name to tell: by the digest that was asked for where the file has one by that, else the first.
    let name: ContentHash
    /// The digests of the bytes that came.
    let digests: [ContentHash]
}

extension HashedFileStore.Outcome {
    /// The digest by which the file is known first.
    var hash: ContentHash {
        switch self {
        case .stored(let hash), .exists(let hash), .collision(let hash): hash
        }
    }

    /// Whether it is a file now that was none.
    var isNew: Bool {
        if case .stored = self { true } else { false }
    }

    /// Whether other bytes have the digest that names files.
    var isCollision: Bool {
        if case .collision = self { true } else { false }
    }
}
