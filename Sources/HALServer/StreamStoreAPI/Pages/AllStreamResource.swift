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

    /// The answer that is kept from before, which needs no waiting; nil if it must be written.
    func kept(_ request: Request) -> Response? { cache.answer(to: request, from: store) }

    /// Answers a page. A bare `/stream` is one too: only a query that is there and not canonical is
    /// redirected (`hal-api.md` §14.11).
    func read(_ request: Request) async throws -> Response {
        let asked = request.target.query
        let query = ReadQuery(asked, of: .all)
        let isCanonical = query.isCanonical(asked)
        if asked != nil, !isCanonical, options.useCanonicalURLs {
            return .redirect(.permanentRedirect, to: href(query), as: .feed, from: hrefs)
        }
        let revision = cache.revision(of: .all, in: store)
        let page = try await store.read(query.storeQuery(.all, options.limits))
        let validators = PageValidators(all: page, query)
        var response =
            validators.etag.flatMap { Preconditions.notModified(request, $0) }
            ?? shown(PageView(.all, query, page, from: hrefs), request)
        validators.apply(to: &response.headers)
        if isCanonical, !query.isFiltered, let revision {
            cache.keep(
                PageCache.Page(
                    source: .all, revision: revision, messageCount: page.messages.count,
                    validators: validators, response: response), for: request)
        }
        if !isCanonical, let location = HeaderValue(href(query)) {
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
