import HTTP
import Octets
import Store

/// One upload: how far it is, more of it, and its end.
extension UploadsResource {
    /// Answers how far an upload is: in fields to clients of tus, in a document to others.
    func read(_ request: Request) async throws -> Response {
        try await answering(request) {
            // Browsers read without it.
            if request.headers.contains(.tusResumable) { try offer.checkVersion(request.headers) }
            let status = try await settledStatus(try id(request))
            let hrefs = Hrefs(path: request.target.path)
            var response = Response.hal(
                document.upload(status, hrefs, isTemplated: request.wantsTemplates),
                as: request.documentType)
            progress(of: status, status.result, hrefs).describe(to: &response.headers)
            lead(to: status.result, hrefs, &response.headers)
            return response
        }
    }

    /// How far an upload is; one whose server was killed behind its last byte is ended first, since its client will not
    /// send anything more.
    private func settledStatus(_ id: UUID) async throws -> PartialStatus {
        guard let status = try await uploads.status(of: id) else { throw UploadFailure.unknown }
        guard status.isWhole, status.result == nil else { return status }
        guard let upload = try await uploads.open(id) else { throw UploadFailure.unknown }
        defer { upload.release() }
        _ = try await uploads.finish(upload)
        return upload.status
    }

    /// Takes more bytes. The last ones make a blob of the upload.
    func append(_ request: Request) async throws -> Response {
        try await answering(request) {
            try offer.checkVersion(request.headers)
            guard let upload = try await uploads.open(try id(request)) else {
                throw UploadFailure.unknown
            }
            defer { upload.release() }
            let hrefs = Hrefs(path: request.target.path)
            let patch = try TusPatch(
                request.headers, declaredLength: request.body.declaredLength, offer)
            var state = progress(of: upload.status, nil, hrefs)
            let room = try patch.admit(to: &state)
            if upload.status.isWhole {
                // Repeated, or to have it ended. A body of no known length must be none all the same.
                for try await chunk in request.body where !chunk.isEmpty {
                    throw TusFault.tooLarge(limit: upload.status.offset)
                }
            } else {
                try await receive(
                    request.body, into: upload, checksum: patch.checksum, length: state.length,
                    room: room, limit: state.length ?? offer.mostBytes ?? UInt64(Int64.max))
            }
            let result = try await finish(upload)
            var response = Response(.noContent)
            progress(of: upload.status, result, hrefs).progress(to: &response.headers)
            lead(to: result, hrefs, &response.headers)
            return response
        }
    }

    /// Gives an upload up. What became of one that is complete stays.
    func terminate(_ request: Request) async throws -> Response {
        try await answering(request) {
            try offer.checkVersion(request.headers)
            guard let upload = try await uploads.open(try id(request)) else {
                throw UploadFailure.unknown
            }
            defer { upload.release() }
            // It may be a blob already that only nobody was told of.
            if upload.status.isWhole { _ = try await uploads.finish(upload) }
            try await upload.remove()
            return Response(.noContent)
        }
    }

    /// Does what another method does, for clients that may send POST only.
    func override(_ request: Request) async throws -> Response {
        switch offer.method(request.method, request.headers) {
        case .patch: try await append(request)
        case .delete: try await terminate(request)
        default: throw Refusal.methodNotAllowed([.get, .head, .delete, .patch, .options])
        }
    }

    private func id(_ request: Request) throws(Problem) -> UUID {
        let text = request.parameters["uploadID"] ?? Bytes()
        guard let id = UUID(text.span), Bytes("\(id)") == text else { throw UploadFailure.unknown }
        return id
    }
}
