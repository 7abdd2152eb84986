import HTTP
import Octets
import Schemas
import Store

/// `/streams/{id}`: one stream, page by page, and where it is appended to and deleted
/// (`hal-api.md` §5.4, §6, §7). One object: answers that are made later hold it.
final class StreamResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The forms that a page embeds.
    let forms: [Form]
    /// The same as they are embedded.
    private let embedded: FormGroup
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let cache: PageCache
    let hrefs = StreamResource.allHrefs
    private static let allHrefs = Hrefs(depth: 2)
    /// What appends are answered with.
    static let appendAnswer = AppendAnswer(allHrefs)

    init(
        store: any StreamStore, options: StreamStoreOptions, forms: [Form],
        representations: [Representation], cache: PageCache
    ) {
        self.store = store
        self.options = options
        self.forms = forms
        embedded = FormGroup(forms, prefix: Self.allHrefs.prefix)
        self.representations = representations
        self.cache = cache
    }

    /// What a request for a page asks for.
    private struct Question {
        let stream: StreamID
        let query: ReadQuery
        /// Whether its address is the page's own.
        let isCanonical: Bool
        /// The revision of the stream before the page is read; nil if the page cannot be kept.
        let revision: UInt64?
    }

    /// Answers a page without waiting: one that is kept from before, or one that is found in memory at once; nil
    /// if it must be waited for. Web pages may be long to make: they are left to who waits.
    func attempt(_ request: Request) throws -> Response? {
        if let kept = cache.answer(to: request, from: store) { return kept }
        guard request.negotiated != .html else { return nil }
        let question = try question(request)
        if let elsewhere = redirect(question) { return elsewhere }
        guard !question.query.isFiltered,
            let page = try store.readNow(storeQuery(question))
        else { return nil }
        return answer(question, page, request)
    }

    /// Answers a page: 404 with the same shape where the stream does not exist, since clients find the links
    /// to its metadata there.
    func read(_ request: Request) async throws -> Response {
        let question = try question(request)
        if let elsewhere = redirect(question) { return elsewhere }
        let page = try await store.read(storeQuery(question))
        return answer(question, page, request)
    }

    private func question(_ request: Request) throws(Problem) -> Question {
        let stream = try StreamName.stream(request.parameters["streamID"])
        let asked = request.target.query
        let query = ReadQuery(asked, of: .stream)
        return Question(
            stream: stream, query: query, isCanonical: query.isCanonical(asked),
            revision: cache.revision(of: .stream(stream), in: store))
    }

    private func storeQuery(_ question: Question) -> StreamQuery {
        question.query.storeQuery(.stream(question.stream), options.limits)
    }

    /// Leads to the page's own address, where that is not the one that was called.
    private func redirect(_ question: Question) -> Response? {
        guard !question.isCanonical, options.useCanonicalURLs else { return nil }
        let location = href(question.query, question.stream)
        return .redirect(.permanentRedirect, to: location, as: .feed, from: hrefs)
    }

    private func answer(
        _ question: Question, _ page: StreamPage, _ request: Request
    ) -> Response {
        let (stream, query) = (question.stream, question.query)
        let validators = PageValidators(stream: page)
        var response =
            validators.etag.flatMap { Preconditions.notModified(request, $0) }
            ?? shown(PageView(.stream(stream), query, page, from: hrefs), stream, request)
        validators.apply(to: &response.headers)
        if question.isCanonical, !query.isFiltered, let revision = question.revision {
            cache.keep(
                PageCache.Page(
                    source: .stream(stream), revision: revision, messageCount: page.messages.count,
                    validators: validators, response: response), for: request)
        }
        if !question.isCanonical, let location = HeaderValue(href(query, stream)) {
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
                document.embed(embedded, target: address)
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
