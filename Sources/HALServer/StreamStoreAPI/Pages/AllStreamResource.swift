import HTTP
import Octets
import Schemas
import Store

/// `/stream`: every message of the store, page by page (`hal-api.md` §5.2).
struct AllStreamResource: Sendable {
    let store: any StreamStore
    let options: StreamStoreOptions
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let cache: PageCache
    let hrefs = Hrefs(depth: 1)

    /// What a request for a page asks for.
    private struct Question {
        let query: ReadQuery
        /// Whether its address is the page's own.
        let isCanonical: Bool
        /// Whether there is an address with a query at all.
        let hasQuery: Bool
        /// The revision of the all-stream before the page is read; nil if the page cannot be kept.
        let revision: UInt64?
    }

    /// Answers a page without waiting: one that is kept from before, or one that is found in memory at once; nil
    /// if it must be waited for. Web pages may be long to make: they are left to who waits.
    func attempt(_ request: Request) throws -> Response? {
        if let kept = cache.answer(to: request, from: store) { return kept }
        guard request.negotiated != .html else { return nil }
        let question = question(request)
        if let elsewhere = redirect(question) { return elsewhere }
        guard !question.query.isFiltered,
            let page = try store.readNow(question.query.storeQuery(.all, options.limits))
        else { return nil }
        return answer(question, page, request)
    }

    /// Answers a page. A bare `/stream` is one too: only a query that is there and not canonical is
    /// redirected (`hal-api.md` §14.11).
    func read(_ request: Request) async throws -> Response {
        let question = question(request)
        if let elsewhere = redirect(question) { return elsewhere }
        let page = try await store.read(question.query.storeQuery(.all, options.limits))
        return answer(question, page, request)
    }

    private func question(_ request: Request) -> Question {
        let asked = request.target.query
        let query = ReadQuery(asked, of: .all)
        return Question(
            query: query, isCanonical: query.isCanonical(asked), hasQuery: asked != nil,
            revision: cache.revision(of: .all, in: store))
    }

    /// Leads to the page's own address, where that is not the one that was called.
    private func redirect(_ question: Question) -> Response? {
        guard question.hasQuery, !question.isCanonical, options.useCanonicalURLs else { return nil }
        return .redirect(.permanentRedirect, to: href(question.query), as: .feed, from: hrefs)
    }

    private func answer(
        _ question: Question, _ page: StreamPage, _ request: Request
    ) -> Response {
        let query = question.query
        let validators = PageValidators(all: page, query)
        var response =
            validators.etag.flatMap { Preconditions.notModified(request, $0) }
            ?? shown(PageView(.all, query, page, from: hrefs), request)
        validators.apply(to: &response.headers)
        if question.isCanonical, !query.isFiltered, let revision = question.revision {
            cache.keep(
                PageCache.Page(
                    source: .all, revision: revision, messageCount: page.messages.count,
                    validators: validators, response: response), for: request)
        }
        if !question.isCanonical, let location = HeaderValue(href(query)) {
            response.headers.set(.contentLocation, location)
        }
        return response
    }

    private func shown(_ view: PageView, _ request: Request) -> Response {
        view.rendering(for: request, .ok) ?? .hal(document(view))
    }

    private func document(_ view: PageView) -> Bytes {
        let (query, page, ways) = (view.query, view.page, view.ways)
        var document = HALDocument(capacity: HALDocument.capacity(for: page.messages))
        document.state("fromPosition", page.from)
        document.state("nextPosition", page.next)
        document.state("isEnd", page.isEnd)
        document.links { document in
            document.prepared(hrefs.common)
            document.link(.first) { $0.append(allStream: ways.first, hrefs) }
            if let previous = ways.previous {
                document.link(.previous) { $0.append(allStream: previous, hrefs) }
                document.link(.prev) { $0.append(allStream: previous, hrefs) }
            }
            document.link(.feed) { $0.append(allStream: query, hrefs) }
            document.link(.current) { $0.append(allStream: query, hrefs) }
            if let next = ways.next {
                document.link(.next) { $0.append(allStream: next, hrefs) }
            }
            document.link(.last) { $0.append(allStream: ways.last, hrefs) }
            document.template(.filter) { $0.append(filterOfAllStream: query, hrefs) }
            document.alternates(representations) { $0.append(allStream: query, hrefs) }
            document.prepared(hrefs.curies)
        }
        document.embedded { $0.embed(page.messages, hrefs, options.payloads) }
        return document.finish()
    }

    private func href(_ query: ReadQuery) -> Bytes {
        var writer = ByteWriter(capacity: 64)
        writer.append(allStream: query, hrefs)
        return writer.finish()
    }
}

extension ByteWriter {
    /// Writes the reference to a page of the all-stream.
    mutating func append(allStream query: ReadQuery, _ hrefs: Hrefs) {
        append(hrefs.prefix)
        append("stream?")
        append(query)
    }

    /// Writes the template of the newest page of the all-stream with filters.
    mutating func append(filterOfAllStream query: ReadQuery, _ hrefs: Hrefs) {
        append(allStream: query.unfiltered, hrefs)
        append("{&type,prefix}")
    }

    /// Writes the reference to a page of the stream at that address.
    mutating func append(page query: ReadQuery, at address: Bytes) {
        append(address.span)
        append("?")
        append(query)
    }

    /// Writes the reference to a page of a stream.
    mutating func append(page query: ReadQuery, of stream: StreamID, _ hrefs: Hrefs) {
        append(hrefs.streams)
        append(segment: stream)
        append("?")
        append(query)
    }

    /// Writes the reference to a message.
    mutating func append(message version: Int64, of stream: StreamID, _ hrefs: Hrefs) {
        append(message: version, of: stream.bytes.span, hrefs)
    }

    /// Writes the reference to a message of the stream of that name.
    mutating func append(message version: Int64, of stream: Span<UInt8>, _ hrefs: Hrefs) {
        append(hrefs.streams)
        append(segment: stream)
        append("/")
        append(decimal: version)
    }
}
