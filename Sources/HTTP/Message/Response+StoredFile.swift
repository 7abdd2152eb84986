extension Response {
    /// The answer with a file as users stored it: ranges by the rules of static files, fenced in, and known by tag
    /// and date, so that conditions and If-Range hold of it. The router sees to both.
    /// - Parameters:
    ///   - region: the content.
    ///   - type: what it is, mostly by ``ContentSniffing`` of ``FileRegion/sample()``.
    ///   - tag: a strong tag, where the content never changes below it.
    ///   - modified: when it was stored, to the second.
    ///   - name: the name to keep it under; with one it is sent as an attachment.
    package static func stored(
        _ region: FileRegion, _ type: MediaType, tag: ETag?, modified: HTTPDate,
        name: FileName? = nil
    ) -> Response {
        var response = Response(.ok, body: .file(region))
        response.headers.add(.contentType, type.field)
        if let tag { response.headers.add(.etag, tag.field) }
        response.headers.add(.lastModified, modified.field)
        if let name {
            response.headers.add(
                .contentDisposition, ContentDisposition.attachment.field(name))
        }
        response.headers.protectStoredContent()
        response.acceptsRanges = true
        response.rangeRules = .staticFiles
        return response
    }
}
