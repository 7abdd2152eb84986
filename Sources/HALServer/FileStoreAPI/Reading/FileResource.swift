import HTTP
import Octets
import Schemas
import Store

/// `/files/{hash}`: a file by any digest that it has a name by. Its bytes, or for clients that name HAL or HTML what is
/// known of it (`bytes-api.md` §3.4).
struct FileResource: Sendable {
    let store: HashedFileStore
    let options: FileStoreOptions
    /// Whether the face has its listener to itself.
    let isAlone: Bool

    /// How documents are shown.
    static let representations: [Representation] = [.hal, .halForms, .html]

    /// GET and HEAD.
    var endpoint: Endpoint {
        let documents = Self.representations.wrapping(Endpoint { try await document($0) })
        return Endpoint { request in
            guard let chosen = Self.chosen(by: request) else { return try await content(request) }
            var request = request
            request.negotiated = chosen
            return try await documents(request)
        }
    }

    /// The media type in which a client wants a document, and not the bytes: one that it names itself.
    private static func chosen(by request: Request) -> MediaType? {
        let accept = request.headers.list(.accept)
        let offered = [MediaType.octetStream] + representations.map(\.type)
        guard let type = Negotiation.choose(from: offered, accept: accept),
            type != .octetStream, Negotiation.names(type, in: accept)
        else { return nil }
        return type
    }

    private func content(_ request: Request) async throws -> Response {
        let name = try name(request)
        let response = try await FileContent.response(
            to: request, with: name, in: store, verifying: options.verifiesReads)
        guard let response else { throw Self.absent }
        return response
    }

    private func document(_ request: Request) async throws -> Response {
        let name = try name(request)
        let details = try await store.run { store throws(BlobError) in
            try FileDetails.find(name, in: store)
        }
        guard let details else { throw Self.absent }
        let hrefs = FileHrefs(path: request.target.path, isAlone: isAlone)
        return .hal(
            details.document(request, hrefs, [FileDeleteSchema.form]), as: request.documentType)
    }

    /// Stores the bytes of this digest. Again and again is the same as once.
    func put(_ request: Request) async throws -> Response {
        let name = try name(request)
        let isThere = try await store.run { store throws(BlobError) in
            try store.facts(of: name) != nil
        }
        try Preconditions.check(request.headers, tag: isThere ? ETag(name.hex) : nil)
        let receiver = FileReceiver(store: store, limit: options.fileBytes)
        let file = try await receiver.receive(request, UploadWish(name: name))
        let answer = FileAnswer(file: file, store: store, isAlone: isAlone)
        if case .exists = file.outcome {
            // Somebody else was faster, or another name of the file was not known here.
            try Preconditions.check(request.headers, tag: ETag(name.hex))
        }
        // What is there already has the names that it has, and gets no other.
        if file.outcome.isCollision || file.name != name {
            return try await answer.response(.conflict, to: request)
        }
        return try await answer.response(file.outcome.isNew ? .created : .ok, to: request)
    }

    /// Deletes a file, with all its names.
    func delete(_ request: Request) async throws -> Response {
        let name = try name(request)
        if request.headers.contains(.ifMatch) || request.headers.contains(.ifNoneMatch) {
            let isThere = try await store.run { store throws(BlobError) in
                try store.facts(of: name) != nil
            }
            try Preconditions.check(request.headers, tag: isThere ? ETag(name.hex) : nil)
        }
        guard try await store.run({ store throws(BlobError) in try store.delete(name) }) else {
            throw Self.absent
        }
        return Response(.noContent)
    }

    private static let absent: FileFault = {
        var fault = FileFault.absent
        fault.offersPut = true
        return fault
    }()

    /// The digest that the path names: what is none names no file.
    private func name(_ request: Request) throws(FileFault) -> ContentHash {
        guard let text = request.parameters["hash"], let name = ContentHash(hex: text.span) else {
            throw FileFault(.notFound, "A file is named by its digest, in hexadecimal digits.")
        }
        return name
    }
}
