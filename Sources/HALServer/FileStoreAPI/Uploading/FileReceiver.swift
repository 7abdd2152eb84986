import HTTP
import Octets
import Store

/// Takes uploads into the store while they arrive, in whichever of their forms (`bytes-api.md` §3.3). Nothing is left
/// of one that breaks off or is refused.
struct FileReceiver: Sendable {
    let store: HashedFileStore
    /// The most bytes of a file.
    let limit: UInt64

    /// Hands out the next bytes of a file; nil at its end.
    typealias Pull = () async throws -> Bytes?

    /// Stores the file that a request brings.
    func receive(_ request: Request, _ wish: UploadWish) async throws -> UploadedFile {
        // Uploads come as they are made: a pause is no attack.
        request.body.allowSlowSender()
        do {
            return try await receiveAny(request, wish)
        } catch MultipartError.body(let failure) {
            // The form is not at fault, and the router knows what is.
            throw failure
        }
    }

    private func receiveAny(_ request: Request, _ wish: UploadWish) async throws -> UploadedFile {
        let digests = try DigestField(of: request.headers)?.hashes ?? []
        if let bare = BareUpload(request) { return try await receive(bare, request, wish, digests) }
        if !wish.takesNothing, request.body.declaredLength == 0 { throw FileFault.empty }
        guard let type = request.headers[.contentType].flatMap({ MediaType(contentType: $0) }),
            type == .formData
        else { return try await receiveBytes(request, wish, digests) }
        guard
            let boundary = request.headers[.contentType].flatMap(MultipartBoundary.init(formData:))
        else { throw FileFault.boundless }
        return try await receive(form: boundary, request, wish, digests)
    }

    /// What the store is told of an upload before its first byte.
    func options(
        _ wish: UploadWish, length: UInt64?, note: BlobNote, expected: [ContentHash]
    ) -> UploadOptions {
        var options = UploadOptions(length: length, note: note)
        options.limit = limit
        options.hashes = wish.hashes
        options.expected = expected + (wish.name.map { [$0] } ?? [])
        return options
    }

    /// Takes all bytes of a file.
    func take(_ options: UploadOptions, _ pull: Pull) async throws -> BlobUpload {
        let upload = try await store.begin(options)
        do {
            while let bytes = try await pull() { try await upload.write(bytes) }
        } catch {
            await upload.abort()
            throw error
        }
        return upload
    }

    /// Ends an upload.
    func commit(_ upload: BlobUpload, _ wish: UploadWish) async throws -> UploadedFile {
        if !wish.takesNothing, upload.count == 0 {
            await upload.abort()
            throw FileFault.empty
        }
        let outcome = try await store.commit(upload)
        let digests = upload.hashes
        return UploadedFile(
            outcome: outcome, name: try await name(outcome, wish, digests), digests: digests)
    }

    /// The name by which a file is told of. Where there are no hard links it has its first one only, and so has a
    /// file that was there before anybody asked for another.
    private func name(
        _ outcome: HashedFileStore.Outcome, _ wish: UploadWish, _ digests: [ContentHash]
    ) async throws -> ContentHash {
        let first = outcome.hash
        guard let wanted = digests.first(where: { $0.algorithm == wish.algorithm }),
            wanted != first, !outcome.isCollision
        else { return first }
        let isName = try await store.run { store throws(BlobError) in
            try store.facts(of: wanted) != nil
        }
        return isName ? wanted : first
    }

    /// A body that is the file.
    private func receiveBytes(
        _ request: Request, _ wish: UploadWish, _ digests: [ContentHash]
    ) async throws -> UploadedFile {
        let name = request.headers[.contentDisposition].flatMap {
            ContentDisposition.fileName(in: $0)?.bytes
        }
        let note = BlobNote(name: name, mediaType: Self.mediaType(request.headers[.contentType]))
        var pieces = request.body.makeAsyncIterator()
        let upload = try await take(
            options(wish, length: request.body.declaredLength, note: note, expected: digests)
        ) { try await pieces.next() }
        return try await commit(upload, wish)
    }

    /// The original's own client.
    private func receive(
        _ bare: BareUpload, _ request: Request, _ wish: UploadWish, _ digests: [ContentHash]
    ) async throws -> UploadedFile {
        var reader = BareUploadReader(request.body, bare)
        let upload = try await take(
            options(wish, length: bare.length, note: BlobNote(), expected: digests)
        ) { try await reader.nextBytes() }
        var wish = wish
        // It says that there is a file, so nothing is one.
        wish.takesNothing = true
        return try await commit(upload, wish)
    }

    /// The type that a client named. What curl says of everything means nothing.
    private static func mediaType(_ field: Bytes?) -> Bytes? {
        guard let field, let type = MediaType(contentType: field), type != .form else { return nil }
        return field
    }
}

extension MediaType {
    /// A form with files (RFC 7578).
    static let formData = MediaType("multipart/form-data")
}
