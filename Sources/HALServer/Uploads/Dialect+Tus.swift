import HTTP
import Octets

extension Dialect {
    /// The same words, with what every answer about uploads carries, refusals too: the version of tus, in answers to
    /// OPTIONS all that is offered, and to browsers of other origins the leave to read and send its fields.
    func speakingTus(_ uploads: UploadsResource) -> Dialect {
        var dialect = self
        let decorate = decorate
        let (list, one) = (uploads.place.pattern, uploads.place.uploadPattern)
        let offer = uploads.offer
        dialect.decorate = { response, request in
            decorate(&response, request)
            guard let route = request.route, route == list || route == one else { return }
            response.headers.set(.tusResumable, Tus.version)
            if response.headers.contains(CORS.exposedFields) {
                response.headers.extend(CORS.exposedFields, by: Tus.answerFields)
            }
            guard request.method == .options else { return }
            offer.describe(to: &response.headers)
            if response.headers.contains(CORS.allowedFields) {
                response.headers.extend(CORS.allowedFields, by: Tus.requestFields)
            }
        }
        return dialect
    }
}

extension Headers {
    /// Adds to a list that a field has already.
    fileprivate mutating func extend(_ name: HeaderName, by more: Bytes) {
        guard let value = self[name] else { return }
        guard let list = HeaderValue(value.followed(by: ", ").followed(by: more)) else { return }
        set(name, list)
    }
}

extension Tus {
    /// What answers say, for pages of other origins.
    fileprivate static let answerFields: Bytes = """
        Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, \
        Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Expires, Retry-After
        """
    /// What requests say.
    fileprivate static let requestFields: Bytes = """
        Tus-Resumable, Upload-Offset, Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Checksum, \
        X-HTTP-Method-Override
        """
}
