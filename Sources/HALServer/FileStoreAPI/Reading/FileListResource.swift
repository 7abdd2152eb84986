import HTTP
import Octets
import Schemas
import Store

/// `/files`: the list of files, and where files are uploaded to (`bytes-api.md` §3.4).
struct FileListResource: Sendable {
    let store: HashedFileStore
    let options: FileStoreOptions
    /// Whether the face has its listener to itself.
    let isAlone: Bool

    /// Answers a page of names.
    func read(_ request: Request) async throws -> Response {
        let query = try FileListQuery(request.target, options)
        let page = try await store.run { store throws(BlobError) in
            try FilePage.read(query, in: store)
        }
        let document = page.document(
            request, query, FileHrefs(path: request.target.path, isAlone: isAlone),
            [FileUploadSchema.form])
        return .hal(document, as: request.documentType)
    }

    /// Stores a file under the digest that it has.
    func upload(_ request: Request) async throws -> Response {
        let receiver = FileReceiver(store: store, limit: options.fileBytes)
        let file = try await receiver.receive(request, UploadWish(request))
        return try await FileAnswer(file: file, store: store, isAlone: isAlone).response(
            file.outcome.isNew ? .created : .conflict, to: request)
    }
}
