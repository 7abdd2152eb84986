import HTTP
import JSON
import Octets
import Schemas
import Store

/// `/streams`: the names of the streams, in the order in which they were made (`hal-api.md` §5.7).
struct FeedBrowserResource: Sendable {
    let store: any StreamStore
    /// The media types in which the resource is shown.
    let representations: [Representation]
    let hrefs = Hrefs(depth: 1)

    /// Answers a page of names. The token is there on every page: a client takes a missing one for "begin
    /// again".
    func read(_ request: Request) async throws -> Response {
        let query = try ListQuery(request.target.query)
        let list = try await store.listStreams(query.storeQuery)
        if request.negotiated == .ndjson { return lines(list, query) }
        let here = query.href(from: hrefs)
        var document = HALDocument(capacity: 1024 + 512 * list.streams.count)
        document.json.name("continuationToken")
        document.json.text { $0.append(decimal: list.next) }
        document.links { document in
            document.prepared(hrefs.indexAndFind)
            if !list.isEnd {
                document.link(
                    .next, Link(href: query.continued(after: list.next).href(from: hrefs)))
            }
            document.link(.feedBrowser, Link(href: here, title: "Browse Streams"))
            document.link(.current, Link(href: here, title: "Browse Streams"))
            document.alternates(representations) { $0.append(here) }
            document.prepared(hrefs.curies)
        }
        document.embedded { document in
            document.name(Relation.feed)
            document.json.beginArray()
            for stream in list.streams { document.item(stream, hrefs) }
            document.json.endArray()
        }
        return .hal(document.finish())
    }

    private func lines(_ list: StreamList, _ query: ListQuery) -> Response {
        var response = Response(.ok, .ndjson, NDJSON.names(list.streams))
        if !list.isEnd {
            let next = query.continued(after: list.next).href(from: hrefs)
            var field = LinkField()
            field.add(.next) { $0.append(next) }
            field.finish(into: &response.headers)
        }
        return response
    }
}

extension HALDocument {
    fileprivate mutating func item(_ stream: StreamID, _ hrefs: Hrefs) {
        json.beginObject()
        links { document in
            document.link(.feed, title: stream.bytes) { $0.append(stream, hrefs) }
            document.link(.current, title: stream.bytes) { $0.append(stream, hrefs) }
            document.prepared(hrefs.curies)
        }
        json.endObject()
    }
}
