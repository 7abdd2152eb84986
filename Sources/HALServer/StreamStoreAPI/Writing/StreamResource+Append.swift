import HTTP
import Octets
import Schemas
import Store

extension StreamResource {
    /// Appends a form of one message or several, or a body as it is (`hal-api.md` §6, `hal-api.md`
    /// §14.4).
    func append(_ request: Request) async throws -> Response {
        let stream = try StreamName.writable(request.parameters["streamID"])
        let conditions = try WriteConditions(request.headers)
        let trace = TraceMetadata(request, isAlwaysWanted: options.tracesMetadata)
        let body = try await request.body.collect(upTo: options.limits.bodyBytes)
        if RawAppend.isMeant(by: request.headers) {
            let raw = try RawAppend(request.headers, body)
            let result = try await append(
                trace?.added(to: [raw.message]) ?? [raw.message], to: stream, conditions)
            return appended(request, stream, result, conditions, raw: raw.message, trace)
        }
        let messages = try AppendForm.messages(body, limit: options.limits.batchMessages)
        let result = try await append(
            trace?.added(to: messages) ?? messages, to: stream, conditions)
        return appended(request, stream, result, conditions, raw: nil, trace)
    }

    private func append(
        _ messages: [NewMessage], to stream: StreamID, _ conditions: WriteConditions
    ) async throws -> AppendResult {
        let settled = try await conditions.settle { try await version(of: stream) }
        do {
            return try await store.append(messages, to: stream, expecting: settled.expected)
        } catch {
            throw settled.failure(error)
        }
    }

    private func appended(
        _ request: Request, _ stream: StreamID, _ result: AppendResult,
        _ conditions: WriteConditions, raw: NewMessage?, _ trace: TraceMetadata?
    ) -> Response {
        var document = HALDocument(capacity: 1536)
        document.state("currentVersion", result.currentVersion)
        document.state("currentPosition", result.currentPosition)
        if let raw {
            document.state("messageId", raw.id)
        }
        document.links { document in
            document.prepared(hrefs.common)
            document.link(.feed) { $0.append(stream, hrefs) }
            document.link(.current) { $0.append(stream, hrefs) }
            if let raw, let version = result.firstVersion {
                document.link(.message, title: stream.title(at: Int64(version))) {
                    $0.append(message: Int64(version), of: stream, hrefs)
                }
                document.link(.payload, type: raw.payload.format.essence) {
                    $0.append(message: Int64(version), of: stream, hrefs)
                    $0.append("/payload")
                }
            }
            document.prepared(hrefs.curies)
        }
        if request.wantsTemplates { templates(into: &document, stream) }
        var response = Response.hal(
            document.finish(), conditions.announcesCreation ? .created : .ok,
            as: request.documentType)
        if conditions.announcesCreation {
            var location = ByteWriter(capacity: 64)
            location.append(stream, hrefs)
            if let field = HeaderValue(location.finish()) {
                response.headers.add(.location, field)
            }
        }
        trace?.confirm(in: &response.headers)
        if let raw, let id = HeaderValue(raw.id.description) {
            response.headers.add(RawAppend.messageID, id)
        }
        return response
    }
}

extension ByteWriter {
    /// Writes the reference to a stream, without a query.
    mutating func append(_ stream: StreamID, _ hrefs: Hrefs) {
        append(hrefs.streams)
        append(segment: stream)
    }
}
