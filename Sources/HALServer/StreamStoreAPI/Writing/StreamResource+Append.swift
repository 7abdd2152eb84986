import HTTP
import Octets
import Schemas
import Store

extension StreamResource {
    /// The append as work of the store's alone: what most appends are, whose bodies are here already. Nil where
    /// something else must be waited for.
    func appendWork(_ request: Request) throws -> Endpoint.Work? {
        guard let body = request.body.present, !body.isLongBody,
            body.count <= options.limits.bodyBytes
        else { return nil }
        let stream = try StreamName.writable(request.parameters["streamID"])
        let conditions = try WriteConditions(request.headers)
        guard let settled = conditions.plain else { return nil }
        let trace = TraceMetadata(
            request.trace, request.headers, isAlwaysWanted: options.tracesMetadata)
        let isRaw = RawAppend.isMeant(by: request.headers)
        let raw = isRaw ? try RawAppend(request.headers, body).message : nil
        let messages =
            try raw.map { [$0] }
            ?? AppendForm.messages(body, limit: options.limits.batchMessages)
        let call = store.appendCall(
            trace?.added(to: messages) ?? messages, to: stream, expecting: settled.expected)
        guard let call else { return nil }
        return Endpoint.Work(begin: call.begin) { [self] request in
            do throws(StoreError) {
                let result = try call.result.get()
                return appended(request, stream, result, conditions, raw: raw, trace)
            } catch {
                throw settled.failure(error)
            }
        }
    }

    /// Appends a form of one message or several, or a body as it is (`hal-api.md` §6, `hal-api.md`
    /// §14.4).
    func append(_ request: Request) async throws -> Response {
        let stream = try StreamName.writable(request.parameters["streamID"])
        let conditions = try WriteConditions(request.headers)
        let trace = TraceMetadata(
            request.trace, request.headers, isAlwaysWanted: options.tracesMetadata)
        let body = try await request.body.collect(upTo: options.limits.bodyBytes)
        if RawAppend.isMeant(by: request.headers) {
            let headers = request.headers
            let raw =
                body.isLongBody
                ? try await options.longBodies.read { () throws(Problem) in
                    try RawAppend(headers, body)
                } : try RawAppend(headers, body)
            let result = try await append(
                trace?.added(to: [raw.message]) ?? [raw.message], to: stream, conditions)
            return appended(request, stream, result, conditions, raw: raw.message, trace)
        }
        let limit = options.limits.batchMessages
        let messages =
            body.isLongBody
            ? try await options.longBodies.read { () throws(Problem) in
                try AppendForm.messages(body, limit: limit)
            } : try AppendForm.messages(body, limit: limit)
        let result = try await append(
            trace?.added(to: messages) ?? messages, to: stream, conditions)
        return appended(request, stream, result, conditions, raw: nil, trace)
    }

    private func append(
        _ messages: [NewMessage], to stream: StreamID, _ conditions: WriteConditions
    ) async throws -> AppendResult {
        let settled: WriteConditions.Settled
        if let plain = conditions.plain {
            settled = plain
        } else {
            settled = try await conditions.settle { try await version(of: stream) }
        }
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
        let status: Status = conditions.announcesCreation ? .created : .ok
        let wantsTemplates = request.wantsTemplates
        let document = document(stream, result, raw: raw, withTemplates: wantsTemplates)
        guard wantsTemplates || status == .created || raw != nil || trace != nil else {
            return Response(
                status, headers: StreamStoreDialect.document, body: .bytes(document))
        }
        var response = Response.hal(document, status, as: request.documentType)
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

    private func document(
        _ stream: StreamID, _ result: AppendResult, raw: NewMessage?, withTemplates: Bool
    ) -> Bytes {
        if raw == nil, !withTemplates {
            return Self.appendAnswer.document(result, to: stream)
        }
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
        if withTemplates { templates(into: &document, stream) }
        return document.finish()
    }
}

extension ByteWriter {
    /// Writes the reference to a stream, without a query.
    mutating func append(_ stream: StreamID, _ hrefs: Hrefs) {
        append(hrefs.streams)
        append(segment: stream)
    }
}
