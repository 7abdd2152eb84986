import HTTP
import Octets
import Schemas
import Store

/// What `/files` says of an upload: the name as text, or a document for clients that name one.
struct FileAnswer: Sendable {
    let file: UploadedFile
    let store: HashedFileStore
    let isAlone: Bool

    /// The answer of this status.
    func response(_ status: Status, to request: Request) async throws -> Response {
        let hrefs = FileHrefs(path: request.target.path, isAlone: isAlone)
        let answer = UploadAnswer(file: file)
        var response = try await document(status, request, hrefs) ?? answer.text(status)
        answer.describe(&response, request, hrefs)
        if status == .created || status == .conflict, !file.outcome.isCollision,
            let place = HeaderValue(hrefs.file(file.name))
        {
            response.headers.add(.location, place)
        }
        return response
    }

    /// The document that a client wants in the place of the name; nil where it wants none.
    private func document(
        _ status: Status, _ request: Request, _ hrefs: FileHrefs
    ) async throws -> Response? {
        let types = [MediaType.text, .hal, .halForms, .html]
        let chosen = Negotiation.choose(from: types, accept: request.headers.list(.accept))
        guard let chosen, chosen != .text else { return nil }
        var request = request
        request.negotiated = chosen
        if status == .conflict { return conflict(request) }
        let name = file.name
        let details = try await store.run { store throws(BlobError) in
            try FileDetails.find(name, in: store)
        }
        // Deleted since: the name is what is left to say.
        guard let details else { return nil }
        let document = details.document(request, hrefs, [FileDeleteSchema.form])
        let response = Response.hal(document, status, as: request.documentType)
        return response.page(for: request)
    }

    /// Why nothing was stored.
    private func conflict(_ request: Request) -> Response {
        let reason =
            file.outcome.isCollision
            ? "Other bytes have this digest already. They stay as they are, and nothing was stored."
            : "These bytes are here already."
        let problem = FileProblem(
            FileFault(.conflict, reason), isAlone: isAlone, file: file.name)
        var asked = request
        if request.negotiated == .html { asked.headers.set(.accept, MediaType.hal.field) }
        let response = problem.response(to: asked)
        guard request.negotiated == .html, case .bytes(let document) = response.body else {
            return response
        }
        return response.page(of: document, for: request)
    }
}
