import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/streams/{id}/{message}`: one message by its version or its id (`hal-api.md` §5.5).
struct MessageResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The forms that a message embeds.
    let forms: [Form]
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let hrefs = Hrefs(depth: 3)

    /// Answers the message. `-1` and an id lead to the version by 307, which is where the message lies.
    func read(_ request: Request) async throws -> Response {
        let stream = try StreamName.stream(request.parameters["streamID"])
        let reference = try MessageReference(request.parameters["message"])
        let message = try await reference.find(in: stream, store)
        guard let message else {
            return .hal(
                absent(reference, stream, withTemplates: request.wantsTemplates), .notFound,
                as: request.documentType)
        }
        guard case .version = reference else {
            var location = ByteWriter(capacity: 12)
            location.append(decimal: message.version)
            return .redirect(
                .temporaryRedirect, to: location.finish(), as: .message, from: hrefs)
        }
        let etag = ETag(Int64(message.version))
        var response =
            Preconditions.notModified(request, etag) ?? shown(message, stream, request)
        response.headers.set(.etag, etag.field)
        response.headers.set(.cacheControl, CachePolicy.immutable)
        return response
    }

    /// Deletes the message for good: 204 whether it was there or not.
    func delete(_ request: Request) async throws -> Response {
        let stream = try StreamName.writable(request.parameters["streamID"])
        let reference = try MessageReference(request.parameters["message"])
        if request.headers.contains(.ifMatch) || request.headers.contains(.ifNoneMatch) {
            var headers = request.headers
            // It speaks of the stream, not of the message (`hal-api.md` §7).
            headers.remove(WriteConditions.name)
            headers.remove(WriteConditions.alias)
            let message = try await reference.find(in: stream, store)
            try WriteConditions(headers).require(message.map { Int64($0.version) })
        }
        switch reference {
        case .version(let version): try await store.deleteMessage(in: stream, at: version)
        case .id(let id): try await store.deleteMessage(in: stream, withID: id)
        case .newest:
            if let newest = try await store.newestMessage(in: stream) {
                try await store.deleteMessage(in: stream, at: newest.version)
            }
        case .none: break
        }
        return Response(.noContent)
    }

    private func shown(
        _ message: Message, _ stream: StreamID, _ request: Request
    ) -> Response {
        if request.negotiated == .cloudEvent {
            return CloudEvents.response(message, hrefs)
        }
        return .hal(
            document(message, stream, withTemplates: request.wantsTemplates),
            as: request.documentType)
    }

    private func document(
        _ message: Message, _ stream: StreamID, withTemplates: Bool
    ) -> Bytes {
        let version = Int64(message.version)
        let capacity = HALDocument.capacity(for: message)
        var document = HALDocument(capacity: capacity)
        document.json.verbatim { $0.append(stateOf: MessageView(message), options.payloads) }
        document.links { document in
            navigation(into: &document, stream, version, exists: true)
            let title = message.title
            document.link(.message, title: title) { $0.append(message: version, of: stream, hrefs) }
            document.link(.current, title: title) { $0.append(message: version, of: stream, hrefs) }
            document.link(.payload, type: message.format.essence) {
                $0.append(message: version, of: stream, hrefs)
                $0.append("/payload")
            }
            document.alternates(representations, and: message.payloadLink(from: hrefs)) {
                $0.append(message: version, of: stream, hrefs)
            }
            document.prepared(hrefs.curies)
        }
        var target = ByteWriter(capacity: 64)
        target.append(message: version, of: stream, hrefs)
        let address = target.finish()
        if StreamName.isWritable(stream) {
            document.embedded { $0.embed(forms, hrefs, target: address) }
        }
        if withTemplates {
            document.templates(StreamName.isWritable(stream) ? forms : [], target: address)
        }
        return document.finish()
    }

    private func navigation(
        into document: inout HALDocument, _ stream: StreamID, _ version: Int64, exists: Bool
    ) {
        document.prepared(hrefs.common)
        document.link(.first) { $0.append(message: 0, of: stream, hrefs) }
        if version > 0 {
            document.link(.previous) { $0.append(message: version - 1, of: stream, hrefs) }
            document.link(.prev) { $0.append(message: version - 1, of: stream, hrefs) }
        }
        if exists {
            document.link(.next) { $0.append(message: version + 1, of: stream, hrefs) }
        }
        document.link(.last) { $0.append(message: -1, of: stream, hrefs) }
        document.link(.feed, title: stream.bytes) { $0.append(page: .newest, of: stream, hrefs) }
    }

    private func absent(
        _ reference: MessageReference, _ stream: StreamID, withTemplates: Bool
    ) -> Bytes {
        var document = HALDocument(capacity: 1536)
        document.state("streamId", stream.bytes)
        switch reference {
        case .id(let id):
            document.state("messageId", id)
        default:
            document.state("streamVersion", reference.version)
        }
        document.links { document in
            navigation(into: &document, stream, reference.version, exists: false)
            var segment = ByteWriter(capacity: 40)
            reference.write(into: &segment)
            let spelled = segment.finish()
            var title = ByteWriter(capacity: 64)
            title.append(stream.bytes)
            title.append("@")
            title.append(spelled)
            let text = title.finish()
            for relation: Relation in [.message, .current] {
                document.link(relation, title: text) {
                    $0.append(stream, hrefs)
                    $0.append("/")
                    $0.append(spelled)
                }
            }
            document.prepared(hrefs.curies)
        }
        if withTemplates { document.templates([], target: Bytes()) }
        return document.finish()
    }
}
