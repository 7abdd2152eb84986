import HTTP
import Octets
import Schemas
import Store

/// `/streams/{id}`: one stream, page by page, and where it is appended to and deleted
/// (`hal-api.md` §5.4, §6, §7).
struct StreamResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The forms that a page embeds.
    let forms: [Form]
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let hrefs = Hrefs(depth: 2)

    /// Answers a page: 404 with the same shape where the stream does not exist, since clients find the links
    /// to its metadata there.
    func read(_ request: Request) async throws -> Response {
        let stream = try StreamName.stream(request.parameters["streamID"])
        let asked = request.target.query
        let query = ReadQuery(asked, of: .stream)
        let isCanonical = query.isCanonical(asked)
        if !isCanonical, options.useCanonicalURLs {
            return .redirect(.permanentRedirect, to: href(query, stream), as: .feed, from: hrefs)
        }
        let page = try await store.read(query.storeQuery(.stream(stream)))
        let validators = PageValidators(stream: page, query)
        var response =
            validators.etag.flatMap { Preconditions.notModified(request, $0) }
            ?? .hal(document(stream, query, page), page.stream == nil ? .notFound : .ok)
        validators.apply(to: &response.headers)
        if !isCanonical, let location = HeaderValue(href(query, stream)) {
            response.headers.set(.contentLocation, location)
        }
        return response
    }

    /// Deletes the stream: 204 whether it was there or not.
    func delete(_ request: Request) async throws -> Response {
        let stream = try StreamName.writable(request.parameters["streamID"])
        let conditions = try WriteConditions(request.headers)
        let settled = try await conditions.settle { try await version(of: stream) }
        do {
            try await store.deleteStream(stream, expecting: settled.expected)
        } catch {
            throw settled.failure(error)
        }
        return Response(.noContent)
    }

    /// The version that conditions on writes to the stream speak of; nil where it does not exist.
    func version(of stream: StreamID) async throws -> Int64? {
        try await store.state(of: stream).map { Int64($0.lastVersion) }
    }

    private func document(_ stream: StreamID, _ query: ReadQuery, _ page: StreamPage) -> Bytes {
        let capacity = HALDocument.capacity(for: page.messages) + 4096
        var address = ByteWriter(capacity: 64)
        address.append(stream, hrefs)
        let target = address.finish()
        var document = HALDocument(capacity: capacity)
        document.state("lastStreamVersion", page.stream?.lastVersion ?? -1)
        document.state("lastStreamPosition", page.stream?.lastPosition ?? -1)
        document.state("fromStreamVersion", query.start)
        document.state("nextStreamVersion", page.stream == nil ? -1 : page.next)
        document.state("isEnd", page.isEnd)
        document.links { links(into: &$0, stream, query, page) }
        document.embedded { document in
            if StreamName.isWritable(stream) {
                document.embed(forms, hrefs, target: target)
            }
            document.embed(page.messages, hrefs, options.payloads)
        }
        return document.finish()
    }

    private func links(
        into document: inout HALDocument, _ stream: StreamID, _ query: ReadQuery, _ page: StreamPage
    ) {
        let ways = Navigation(query, page) { Int64($0.version) }
        let title = stream.bytes
        document.prepared(hrefs.common)
        document.link(.first) { $0.append(page: ways.first, of: stream, hrefs) }
        if let previous = ways.previous {
            document.link(.previous) { $0.append(page: previous, of: stream, hrefs) }
            document.link(.prev) { $0.append(page: previous, of: stream, hrefs) }
        }
        document.link(.feed, title: title) { $0.append(page: query, of: stream, hrefs) }
        document.link(.current, title: title) { $0.append(page: query, of: stream, hrefs) }
        if let next = ways.next {
            document.link(.next) { $0.append(page: next, of: stream, hrefs) }
        }
        document.link(.last) { $0.append(page: ways.last, of: stream, hrefs) }
        document.link(.metadata) { $0.append(metadataOf: stream, hrefs) }
        document.alternates(representations) { $0.append(page: query, of: stream, hrefs) }
        document.prepared(hrefs.curies)
    }

    private func href(_ query: ReadQuery, _ stream: StreamID) -> Bytes {
        var writer = ByteWriter(capacity: 128)
        writer.append(page: query, of: stream, hrefs)
        return writer.finish()
    }
}

extension ByteWriter {
    /// Writes the reference to a stream's metadata.
    mutating func append(metadataOf stream: StreamID, _ hrefs: Hrefs) {
        append(hrefs.streams)
        append(segment: stream)
        append("/metadata")
    }
}
