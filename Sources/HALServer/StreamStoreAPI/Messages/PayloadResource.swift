import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/streams/{id}/{message}/payload`: what a message carries, bit by bit.
struct PayloadResource: Sendable {
    let store: any StreamStore
    /// The media types in which the message itself is shown.
    private let messageRepresentations: [Representation]

    init(store: any StreamStore, messageRepresentations: [Representation]) {
        self.store = store
        self.messageRepresentations = messageRepresentations
    }

    /// Answers the bytes with their media type. Ranges may be asked for.
    func read(_ request: Request) async throws -> Response {
        let stream = try StreamName.stream(request.parameters["streamID"])
        let reference = try MessageReference(request.parameters["message"])
        if case .version(let version) = reference,
            let stored = try await store.storedPayload(in: stream, at: version),
            let file = stored.takeFile()
        {
            // The kernel sends it: a long payload takes no memory.
            let length = UInt64(clamping: stored.message.payloadLength)
            return answer(
                request, stored.message, .file(FileRegion(file, offset: 0, length: length)))
        }
        guard let message = try await reference.find(in: stream, store),
            let payload = message.payload
        else { throw Problem(.notFound, "The stream has no such message.") }
        guard case .version = reference else {
            var location = ByteWriter(capacity: 24)
            location.append("../")
            location.append(decimal: message.version)
            location.append("/payload")
            return .redirect(
                .temporaryRedirect, to: location.finish(), as: .payload, from: Hrefs(depth: 4))
        }
        return answer(request, message, .bytes(payload.bytes))
    }

    private func answer(
        _ request: Request, _ message: Message, _ body: ResponseBody
    ) -> Response {
        // Not the version: a stream that was deleted and made anew has the same versions.
        let etag = ETag(Bytes(message.id.description)) ?? ETag(Int64(message.version))
        if var unchanged = Preconditions.notModified(request, etag) {
            unchanged.headers.set(.cacheControl, CachePolicy.immutable)
            return unchanged
        }
        var response = Response(.ok, body: body)
        response.headers.add(.contentType, Self.contentType(message.format))
        response.headers.add(.etag, etag.field)
        response.headers.add(.cacheControl, CachePolicy.immutable)
        var address = ByteWriter(capacity: 14)
        address.append("../")
        address.append(decimal: message.version)
        messageRepresentations.link(to: address.finish(), &response.headers)
        response.acceptsRanges = true
        // Whatever was stored must not run as a page of this server, nor be taken for one of its documents.
        response.headers.add(.contentSecurityPolicy, "sandbox; default-src 'none'")
        if case .other = message.format, Self.isActive(message.format.essence) {
            response.headers.add(.contentDisposition, "attachment")
        }
        return response
    }

    private static func contentType(_ format: Payload.Format) -> HeaderValue {
        switch format {
        case .json: MediaType.json.field
        case .other(let contentType): HeaderValue(contentType) ?? MediaType.octetStream.field
        }
    }

    /// Whether a browser would run what such a document holds.
    private static func isActive(_ essence: Bytes) -> Bool {
        let span = essence.span
        let known: [Bytes] = [
            "text/html", "image/svg+xml", "text/xml", "application/xml", "application/xhtml+xml",
            "application/pdf", "text/javascript", "application/javascript",
            "application/x-shockwave-flash", "multipart/x-mixed-replace", "text/xsl",
        ]
        if known.contains(where: { span.equalsIgnoringASCIICase($0.span) }) { return true }
        let suffix: Bytes = "+xml"
        return span.count > 4
            && span.extracting((span.count - 4)..<span.count).equalsIgnoringASCIICase(suffix.span)
    }
}
