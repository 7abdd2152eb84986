import HTTP
import JSON
import Octets
import Store

/// A body that is appended as it is, what would stand around it in a form being in headers
/// (`hal-api.md` §14.4).
struct RawAppend: Sendable {
    let message: NewMessage

    /// The message's id; a random one where it is absent. The answer says which.
    static let messageID: HeaderName = "SSS-MessageId"
    /// The message's type; the media type where it is absent.
    static let messageType: HeaderName = "SSS-MessageType"
    /// The message's metadata: JSON text.
    static let metadata: HeaderName = "SSS-Metadata"
    /// The longest Content-Type that is kept, in bytes.
    static let maximumContentTypeLength = 255

    /// Whether a request brings its body as it is: its media type is not one of those that the form is sent
    /// with, or the header `SSS-MessageType` is there.
    static func isMeant(by headers: Headers) -> Bool {
        if headers.contains(messageType) { return true }
        guard let value = headers[.contentType], let type = MediaType(contentType: value) else {
            return false
        }
        return !formTypes.contains(type)
    }

    /// The original never looked at the media type. These are what clients send the form with: JSON in
    /// several spellings, and what `curl -d` sends.
    private static let formTypes: [MediaType] = [
        .json, .hal, MediaType("application+json"), MediaType("text/json"), .form, .text,
    ]

    /// Reads headers and body.
    init(_ headers: Headers, _ body: Bytes) throws(Problem) {
        let contentType = headers[.contentType] ?? Bytes()
        guard contentType.count <= Self.maximumContentTypeLength else {
            throw Problem(
                .badRequest,
                "A Content-Type has at most \(Self.maximumContentTypeLength) bytes here.")
        }
        let mediaType = MediaType(contentType: contentType)
        let type = headers[Self.messageType] ?? mediaType?.essence ?? Bytes()
        guard !type.isEmpty, type.count <= AppendForm.maximumTypeLength, type.span.isWellFormedUTF8
        else {
            throw Problem(
                .badRequest,
                "\(Self.messageType.spelling) is UTF-8 of 1 to \(AppendForm.maximumTypeLength) "
                    + "bytes.")
        }
        let metadata = headers[Self.metadata] ?? Bytes()
        guard metadata.isEmpty || metadata.isJSON else {
            throw Problem(.badRequest, "\(Self.metadata.spelling) is JSON text.")
        }
        message = NewMessage(
            id: try Self.identifier(headers), type: type,
            payload: try Self.payload(mediaType, body), metadata: metadata)
    }

    private static func identifier(_ headers: Headers) throws(Problem) -> UUID {
        guard let text = headers[messageID] else { return .random() }
        guard let id = UUID(text.span), id != .null else {
            throw Problem(.badRequest, "\(messageID.spelling) is a UUID, not all zero.")
        }
        return id
    }

    private static func payload(_ type: MediaType?, _ body: Bytes) throws(Problem) -> Payload {
        guard let type else {
            return Payload(.other(contentType: MediaType.octetStream.field.bytes), body)
        }
        guard type == .json else { return Payload(.other(contentType: type.field.bytes), body) }
        var scanner = JSONScanner(body.span)
        do {
            try scanner.skipValue()
            try scanner.finish()
        } catch {
            throw .notJSON(body, error)
        }
        return Payload(.json, body)
    }
}
