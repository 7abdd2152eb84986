package import Octets

/// An upload as the file store's first client sends it: multipart by its Content-Type and chunked by its
/// Transfer-Encoding, but neither by its body, which is the bare text of the boundary and the file behind it.
/// Content-Length is that of the file alone.
///
/// No proxy and no other server could read it, so it is taken only where it cannot be anything else: as a POST to
/// `/` in HTTP/1.1 that ends the connection, with a boundary of `--`, a UUID and `--`. No chunk begins like that.
/// Servers that do not ask for it (``Limits/takesBareUploads``) refuse it, as RFC 9112 §6.1 lets them.
package struct BareUpload: Sendable, Hashable {
    /// What the body begins with.
    package let boundary: Bytes
    /// How long the file is, in bytes.
    package let length: UInt64

    /// The upload that a request is; nil for any other request. Of a request with a body of such a length the
    /// engine has seen to the framing.
    package init?(_ request: Request) {
        let headers = request.headers
        guard headers.contains(.transferEncoding),
            let declared = headers[.contentLength],
            let length = try? BodyFraming.contentLength(declared.span)
        else { return nil }
        self.init(
            method: request.method, path: request.target.path, version: request.version,
            headers: headers, length: length)
    }

    /// The upload that a head with both Content-Length and `Transfer-Encoding: chunked` is the beginning of.
    init?(
        method: Method?, path: Bytes, version: Request.Version, headers: Headers, length: UInt64
    ) {
        var connection = ConnectionState()
        for field in headers.all(.connection) { connection.add(field.span) }
        guard method == .post, path == "/", version == .http11, connection.saysClose,
            length <= UInt64(Int64.max) - 64, !headers.repeats(.contentType),
            let boundary = headers[.contentType].flatMap({ MultipartBoundary(formData: $0) })?
                .bytes,
            boundary.count == 40, boundary.span.starts(with: "--".utf8Span.span),
            boundary.span.ends(with: "--".utf8Span.span),
            UUID(boundary.span.extracting(2..<38)) != nil
        else { return nil }
        self.boundary = boundary
        self.length = length
    }

    /// How long the body is: boundary and file.
    var framing: BodyFraming { .length(length + UInt64(boundary.count)) }
}
