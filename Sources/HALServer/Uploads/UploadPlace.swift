import HTTP
import Octets
import Schemas
import Store

/// Where uploads of a store begin, what links to them are called, and where one leads that is complete.
struct UploadPlace: Sendable {
    /// The path below the root, without a slash in front.
    let path: Bytes
    /// The prefix of the relations.
    let curie: Bytes
    /// What operations are called in the description.
    let noun: Bytes
    let forms: UploadForms
    /// Whether uploads may name a queue.
    let hasQueues: Bool
    /// What a link to what became of an upload is called.
    let result: Relation
    /// The path of what became of an upload, below the root: a stream's or a file's.
    private let folder: Bytes

    /// The pattern of the place where uploads begin.
    var pattern: String { "/" + path.text }
    /// The pattern of an upload.
    var uploadPattern: String { pattern + "/{uploadID}" }

    /// Whether this is the route of one of the two.
    func owns(_ route: String?) -> Bool { route == pattern || route == uploadPattern }

    /// `/v1/uploads`, to the stream store.
    static let streams = UploadPlace(
        path: "v1/uploads", curie: "httpstream", noun: "StreamUpload", forms: .streams,
        hasQueues: true, result: Relation("stream", curie: "httpstream"), folder: "v1/streams/")

    /// `/files/uploads`, to the file store.
    static let files = UploadPlace(
        path: "files/uploads", curie: "filestore", noun: "FileUpload", forms: .files,
        hasQueues: false, result: Relation("file", curie: "filestore"), folder: "files/")

    /// Where that is which became of an upload, seen from somewhere from which `prefix` leads to the root.
    func href(of result: PartialResult, from prefix: Bytes) -> Bytes {
        let name: Bytes =
            switch result {
            case .stream(let id): Bytes("\(id)")
            case .stored(let hash), .exists(let hash), .collision(let hash): hash.hex
            }
        return prefix.followed(by: folder).followed(by: name)
    }

    /// Where uploads begin, seen from somewhere from which `prefix` leads to the root.
    func href(from prefix: Bytes, query: Bytes? = nil) -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(prefix)
        writer.append(path)
        if let query {
            writer.append("?")
            writer.append(query)
        }
        return writer.finish()
    }

    /// Where an upload is, seen from somewhere from which `prefix` leads to the root.
    func href(of id: UUID, from prefix: Bytes) -> Bytes {
        href(from: prefix).followed(by: Bytes("/\(id)"))
    }
}
