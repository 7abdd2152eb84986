import HTTP
import JSON
import Octets
import Schemas
import Store

/// How a document of this face refers to the others: relative to its own address, whatever that is.
struct FileHrefs: Sendable {
    let hrefs: Hrefs
    /// The member that leads to the index; empty where the face stands alone, which has none.
    let index: Bytes
    /// The member `curies`.
    let curies: Bytes

    /// The references of a document at this raw path.
    /// - Parameter isAlone: whether the face has its listener to itself.
    init(path: Bytes, isAlone: Bool) {
        hrefs = Hrefs(path: path)
        index = isAlone ? Bytes() : hrefs.indexOnly
        curies = isAlone ? hrefs.curies(["filestore"]) : hrefs.curies(["filestore", "streamStore"])
    }

    /// What leads to the root, for putting in front of a path.
    var prefix: Bytes { hrefs.prefix }

    /// The list of files.
    var list: Bytes { prefix.followed(by: "files") }

    /// A file.
    func file(_ hash: ContentHash) -> Bytes {
        prefix.followed(by: "files/").followed(by: hash.hex)
    }

    /// The bytes of a file, whatever a client accepts.
    func content(_ hash: ContentHash) -> Bytes {
        // With the root alone in front: a bare query would be one of this very document.
        hrefs.index.followed(by: "?file_hash=").followed(by: hash.hex)
    }

    /// The template of what leads to a file by any of its digests.
    var find: Bytes { hrefs.index.followed(by: "?file_hash={hash}") }

    /// The template of what leads to a file's document.
    var files: Bytes { prefix.followed(by: "files/{hash}") }
}

extension HALDocument {
    /// Writes members that were prepared, if there are any.
    mutating func prepared(ifAny members: Bytes) {
        if !members.isEmpty { prepared(members) }
    }
}
