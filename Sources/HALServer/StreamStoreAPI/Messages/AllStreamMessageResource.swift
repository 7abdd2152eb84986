import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/stream/{position}`: one message by its place in the whole store (`hal-api.md` §5.3).
struct AllStreamMessageResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let hrefs = Hrefs(depth: 2)

    /// Answers the message at exactly that position, or 404 with links.
    func read(_ request: Request) async throws -> Response {
        let segment = request.parameters["position"] ?? Bytes()
        guard let position = Int64(decimal: segment.span) else { throw Refusal.notFound }
        guard position >= 0, let message = try await store.message(atPosition: position) else {
            return .hal(absent(position), .notFound)
        }
        var response =
            request.negotiated == .cloudEvent
            ? CloudEvents.response(message, hrefs) : .hal(document(message, at: position))
        response.headers.set(.etag, ETag(position).field)
        return response
    }

    private func document(_ message: Message, at position: Int64) -> Bytes {
        var document = HALDocument(capacity: HALDocument.capacity(for: message))
        document.json.verbatim { $0.append(stateOf: MessageView(message), options.payloads) }
        let title = message.title
        document.links { document in
            document.prepared(hrefs.common)
            document.link(.message, title: title) { $0.append(position: position, hrefs) }
            document.link(.current, title: title) { $0.append(position: position, hrefs) }
            document.link(.feed) { $0.append(allStream: .newest, hrefs) }
            document.link(.payload, type: message.format.essence) {
                $0.append(message: Int64(message.version), of: message.stream, hrefs)
                $0.append("/payload")
            }
            document.alternates(representations, and: message.payloadLink(from: hrefs)) {
                $0.append(position: position, hrefs)
            }
            document.prepared(hrefs.curies)
        }
        return document.finish()
    }

    private func absent(_ position: Int64) -> Bytes {
        var document = HALDocument(capacity: 1024)
        document.links { document in
            document.prepared(hrefs.common)
            document.link(.message) { $0.append(position: position, hrefs) }
            document.link(.current) { $0.append(position: position, hrefs) }
            document.link(.feed) { $0.append(allStream: .newest, hrefs) }
            document.prepared(hrefs.curies)
        }
        return document.finish()
    }
}

extension ByteWriter {
    fileprivate mutating func append(position: Int64, _ hrefs: Hrefs) {
        append(hrefs.prefix)
        append("stream/")
        append(decimal: position)
    }
}

extension Message {
    /// What links to this message are titled: the stream's name, `@`, and the version.
    var title: Bytes { stream.title(at: Int64(version)) }

    /// The link to what the message carries, which is another representation of it.
    func payloadLink(from hrefs: Hrefs) -> Link {
        var writer = ByteWriter(capacity: 64)
        writer.append(message: Int64(version), of: stream, hrefs)
        writer.append("/payload")
        return Link(href: writer.finish(), type: format.essence, title: "Payload")
    }
}

extension StreamID {
    /// What links to the message at `version` are titled.
    func title(at version: Int64) -> Bytes {
        var writer = ByteWriter(capacity: bytes.count + 12)
        writer.append(bytes)
        writer.append("@")
        writer.append(decimal: version)
        return writer.finish()
    }
}
