import HTTP
import JSON
import Octets
import Schemas
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
    /// The longest Content-Type that is kept, in characters.
    static let maximumContentTypeLength = 255

    /// Whether a request brings its body as it is: its media type is not one of those that the form is sent
    /// with, or the header `SSS-MessageType` is there.
    static func isMeant(by headers: Headers) -> Bool {
        if headers.contains(messageType) { return true }
        guard let value = headers[.contentType] else { return false }
        // What nearly all clients send needs no parsing.
        if value == json { return false }
        guard let type = MediaType(contentType: value) else { return false }
        return !formTypes.contains(type)
    }

    private static let json: Bytes = "application/json"

    /// The original never looked at the media type. These are what clients send the form with: JSON in
    /// several spellings, and what `curl -d` sends.
    private static let formTypes: [MediaType] = [
        .json, .hal, MediaType("application+json"), MediaType("text/json"), .form, .text,
    ]

    /// Reads headers and body. What is right is recognised by the same checks as those of the header schema in
    /// `AppendRawSchema`, which tells the faults of what is not.
    init(_ headers: Headers, _ body: Bytes) throws(Problem) {
        let contentType = headers[.contentType] ?? Bytes()
        let mediaType = MediaType(contentType: contentType)
        let type = headers[Self.messageType] ?? mediaType?.essence ?? Bytes()
        let metadata = headers[Self.metadata] ?? Bytes()
        guard contentType.span.isWellFormedUTF8,
            contentType.characterCount <= Self.maximumContentTypeLength, type.isMessageType,
            type.span.isWellFormedUTF8, metadata.isEmpty || metadata.isJSON,
            let id = Self.identifier(headers)
        else { throw Self.refusal(headers) }
        message = NewMessage(
            id: id, type: type, payload: try Self.payload(mediaType, body), metadata: metadata)
    }

    /// The id that the headers name, or a random one; nil if they name none that can be.
    private static func identifier(_ headers: Headers) -> UUID? {
        guard let text = headers[messageID] else { return .random() }
        return UUID(text.span).flatMap { $0 == .null ? nil : $0 }
    }

    private static func refusal(_ headers: Headers) -> Problem {
        var faults = HeaderForm.faults(headers, AppendRawSchema.form)
        if faults.isEmpty {
            faults.append(
                Problem.Fault(
                    .header(messageType.spelling), rule: "required",
                    "\(messageType.spelling) is required where the media type is no text of 1 to "
                        + "\(AppendForm.maximumTypeLength) characters."))
        }
        return .refused(faults: faults)
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
