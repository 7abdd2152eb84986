import HTTP
import Octets
import Store

/// What is said of an upload: the name of the file, in the original's form.
struct UploadAnswer: Sendable {
    let file: UploadedFile

    /// The answer at the original's address: 200 with the name, 409 with the name where the bytes are there already.
    func original(to request: Request, _ hrefs: FileHrefs) -> Response {
        var response = text(file.outcome.isNew ? .ok : .conflict)
        describe(&response, request, hrefs)
        return response
    }

    /// The name as text.
    func text(_ status: Status) -> Response { Response(status, .text, file.name.hex) }

    /// Says where the file is and which digest it has. Of other bytes that have its name there is nothing to say.
    func describe(_ response: inout Response, _ request: Request, _ hrefs: FileHrefs) {
        guard !file.outcome.isCollision else {
            response.headers.add(Self.conflict, "collision")
            return
        }
        // The digest below is that of the file, which this names (RFC 9530 §3.2).
        if let place = HeaderValue(hrefs.file(file.name)) {
            response.headers.add(.contentLocation, place)
        }
        if let field = DigestField.chosen(
            from: file.digests, wanted: request.headers.list(.wantReprDigest))
        {
            response.headers.add(.reprDigest, field)
        }
    }

    /// Says what the bytes are in conflict with.
    static let conflict: HeaderName = "X-Conflict"
}
