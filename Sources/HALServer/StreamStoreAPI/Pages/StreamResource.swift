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
    let cache: PageCache
    let hrefs = StreamResource.allHrefs
    private static let allHrefs = Hrefs(depth: 2)
    /// What appends are answered with.
    static let appendAnswer = AppendAnswer(allHrefs)

    /// The answer that is kept from before, which needs no waiting; nil if it must be written.
    func kept(_ request: Request) -> Response? { cache.answer(to: request, from: store) }

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
        let revision = cache.revision(of: .stream(stream), in: store)
        let page = try await store.read(query.storeQuery(.stream(stream), options.limits))
        let validators = PageValidators(stream: page)
        var response =
            validators.etag.flatMap { Preconditions.notModified(request, $0) }
            ?? shown(PageView(.stream(stream), query, page, from: hrefs), stream, request)
        validators.apply(to: &response.headers)
        if isCanonical, !query.isFiltered, let revision {
            cache.keep(
                PageCache.Page(
                    source: .stream(stream), revision: revision, messageCount: page.messages.count,
                    validators: validators, response: response), for: request)
        }
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

    private func shown(_ view: PageView, _ stream: StreamID, _ request: Request) -> Response {
        let status: Status = view.page.stream == nil ? .notFound : .ok
        return view.rendering(for: request, status)
            ?? .hal(
                document(stream, view, withTemplates: request.wantsTemplates), status,
                as: request.documentType)
    }

    private func document(
        _ stream: StreamID, _ view: PageView, withTemplates: Bool
    ) -> Bytes {
        let (query, page) = (view.query, view.page)
        let capacity = HALDocument.capacity(for: page.messages) + (withTemplates ? 8192 : 6144)
        var document = HALDocument(capacity: capacity)
        document.state("lastStreamVersion", page.stream?.lastVersion ?? -1)
        document.state("lastStreamPosition", page.stream?.lastPosition ?? -1)
        document.state("fromStreamVersion", query.start)
        document.state("nextStreamVersion", page.stream == nil ? -1 : page.next)
        document.state("isEnd", page.isEnd)
        let address = address(of: stream)
        document.links { links(into: &$0, stream, at: address, query, view.ways) }
        document.embedded { document in
            if StreamName.isWritable(stream) {
                document.embed(forms, hrefs, target: address)
            }
            document.embed(page.messages, hrefs, options.payloads)
        }
        if withTemplates { templates(into: &document, stream) }
        return document.finish()
    }

    /// Writes the templates of what can be done with the stream.
    func templates(into document: inout HALDocument, _ stream: StreamID) {
        document.templates(
            StreamName.isWritable(stream) ? forms : [], target: address(of: stream))
    }

    private func address(of stream: StreamID) -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(stream, hrefs)
        return writer.finish()
    }

    private func links(
        into document: inout HALDocument, _ stream: StreamID, at address: Bytes,
        _ query: ReadQuery, _ ways: Navigation
    ) {
        let title = stream.bytes
        document.prepared(hrefs.common)
        document.link(.first) { $0.append(page: ways.first, at: address) }
        if let previous = ways.previous {
            document.link(.previous) { $0.append(page: previous, at: address) }
            document.link(.prev) { $0.append(page: previous, at: address) }
        }
        document.link(.feed, title: title) { $0.append(page: query, at: address) }
        document.link(.current, title: title) { $0.append(page: query, at: address) }
        if let next = ways.next {
            document.link(.next) { $0.append(page: next, at: address) }
        }
        document.link(.last) { $0.append(page: ways.last, at: address) }
        document.link(.metadata) {
            $0.append(address.span)
            $0.append("/metadata")
        }
        document.template(.filter) {
            $0.append(page: query.unfiltered, at: address)
            $0.append("{&type}")
        }
        document.alternates(representations) { $0.append(page: query, at: address) }
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
