import HTTP
import Octets
import Store

/// The one address of the original: `/`, and any other on a listener of its own, where the path means nothing
/// (`bytes-api.md` §3.1).
struct OriginalResource: Sendable {
    let store: HashedFileStore
    let options: FileStoreOptions
    /// Whether the face has its listener to itself.
    let isAlone: Bool

    /// Answers `?file_hash=` with the file.
    func read(_ request: Request) async throws -> Response {
        guard let name = try FileQuery(request.target).fileHash(),
            let response = try await FileContent.response(
                to: request, with: name, in: store, verifying: options.verifiesReads)
        else { throw FileFault.absent }
        return response
    }

    /// Stores a file, and answers with its name.
    func upload(_ request: Request) async throws -> Response {
        var wish = try UploadWish(request)
        wish.takesNothing = false
        let receiver = FileReceiver(store: store, limit: options.fileBytes)
        let file = try await receiver.receive(request, wish)
        return UploadAnswer(file: file).original(
            to: request, FileHrefs(path: request.target.path, isAlone: isAlone))
    }

    /// Deletes the file that `?file_hash=` names.
    func delete(_ request: Request) async throws -> Response {
        guard let name = try FileQuery(request.target).fileHash(),
            try await store.run({ store throws(BlobError) in try store.delete(name) })
        else { throw FileFault.absent }
        return Response(.ok, .text, Self.deleted)
    }

    /// What any other method is answered with where the original knows no other.
    static func refuseMethod(_ request: Request) throws -> Response {
        throw Refusal.methodNotAllowed([.get, .head, .post, .delete])
    }

    /// The original's words, with its leading blank.
    private static let deleted: Bytes = " DELETE method"
}
