import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/streams/{id}/metadata`: what was said of a stream (`hal-api.md` §8).
struct MetadataResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The forms that the document embeds.
    let forms: [Form]
    /// The media types in which the resource is shown.
    let representations: [Representation]
    private let hrefs = Hrefs(depth: 3)

    /// Answers the metadata; where none was ever set 404 with the complete document, from which clients set
    /// it.
    func read(_ request: Request) async throws -> Response {
        let stream = try StreamName.stream(request.parameters["streamID"])
        let current = try await store.metadata(of: stream)
        let etag = ETag(Int64(current.version))
        if let unchanged = Preconditions.notModified(request, etag) { return unchanged }
        var document = HALDocument(capacity: 3072)
        state(into: &document, stream, current.metadata, version: current.version)
        document.links { document in
            document.prepared(hrefs.common)
            links(into: &document, stream)
        }
        if StreamName.canHaveMetadata(stream) {
            document.embedded { $0.embed(forms, hrefs, target: address(of: stream)) }
        }
        if request.wantsTemplates { templates(into: &document, stream) }
        return .hal(
            document.finish(), current.version < 0 ? .notFound : .ok, as: request.documentType,
            etag: etag)
    }

    /// Replaces the metadata. The stream need not exist.
    func write(_ request: Request) async throws -> Response {
        let stream = try StreamName.stream(request.parameters["streamID"])
        guard StreamName.canHaveMetadata(stream) else {
            throw Problem(
                .badRequest,
                "Of the streams whose ids begin with '$', only '$deleted' has metadata.")
        }
        let conditions = try WriteConditions(request.headers)
        let body = try await request.body.collect(upTo: options.limits.bodyBytes)
        let metadata =
            body.isLongBody
            ? try await options.longBodies.read { () throws(Problem) in
                try MetadataForm.metadata(body)
            } : try MetadataForm.metadata(body)
        let settled = try await conditions.settle {
            let version = try await store.metadata(of: stream).version
            return version < 0 ? nil : Int64(version)
        }
        do {
            try await store.setMetadata(metadata, of: stream, expecting: settled.expected)
        } catch {
            throw settled.failure(error)
        }
        var document = HALDocument(capacity: 1536)
        state(into: &document, stream, metadata, version: nil)
        document.links { document in
            document.prepared(hrefs.indexAndFind)
            links(into: &document, stream)
        }
        if request.wantsTemplates { templates(into: &document, stream) }
        return .hal(document.finish(), as: request.documentType)
    }

    private func templates(into document: inout HALDocument, _ stream: StreamID) {
        document.templates(
            StreamName.canHaveMetadata(stream) ? forms : [], target: address(of: stream))
    }

    private func address(of stream: StreamID) -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(metadataOf: stream, hrefs)
        return writer.finish()
    }

    private func state(
        into document: inout HALDocument, _ stream: StreamID, _ metadata: StreamMetadata,
        version: Int32?
    ) {
        document.state("streamId", stream.bytes)
        if let version {
            document.state("metadataStreamVersion", version)
        }
        if let maxAge = metadata.maxAge {
            document.state("maxAge", maxAge)
        }
        if let maxCount = metadata.maxCount {
            document.state("maxCount", maxCount)
        }
        if let json = metadata.json {
            document.json.name("metadataJson")
            switch options.payloads {
            case .string: document.json.value(json)
            case .object: document.json.splice(json)
            }
        }
    }

    private func links(into document: inout HALDocument, _ stream: StreamID) {
        document.link(.metadata) { $0.append(metadataOf: stream, hrefs) }
        document.link(.current) { $0.append(metadataOf: stream, hrefs) }
        document.link(.feed, title: stream.bytes) { $0.append(stream, hrefs) }
        document.alternates(representations) { $0.append(metadataOf: stream, hrefs) }
        document.prepared(hrefs.curies)
    }
}
