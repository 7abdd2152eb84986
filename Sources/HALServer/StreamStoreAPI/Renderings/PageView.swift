import HTTP
import Octets
import Schemas
import Store

/// A page that was read, with all that a rendering of it says: every rendering is another way to write this.
struct PageView: Sendable {
    /// Of what it is a page.
    let source: StreamQuery.Source
    /// What was asked for.
    let query: ReadQuery
    let page: StreamPage
    /// How to refer to other resources from here.
    let hrefs: Hrefs
    /// Where one can go from here.
    let ways: Navigation

    /// The view of a page that `query` asked for.
    init(
        _ source: StreamQuery.Source, _ query: ReadQuery, _ page: StreamPage, from hrefs: Hrefs
    ) {
        self.source = source
        self.query = query
        self.page = page
        self.hrefs = hrefs
        ways = Navigation(query, page, of: source)
    }

    /// Writes the reference to a page of the same source.
    func write(_ query: ReadQuery, into writer: inout ByteWriter) {
        switch source {
        case .all: writer.append(allStream: query, hrefs)
        case .stream(let stream): writer.append(page: query, of: stream, hrefs)
        }
    }

    /// This page as an answer of that type. Its Link field says where one can go, so that a rendering without
    /// links of its own can be paged too.
    func response(_ status: Status, _ type: MediaType, _ body: Bytes) -> Response {
        var response = Response(status, type, body)
        var field = LinkField()
        field.add(.first) { write(ways.first, into: &$0) }
        if let previous = ways.previous { field.add(.prev) { write(previous, into: &$0) } }
        if let next = ways.next { field.add(.next) { write(next, into: &$0) } }
        field.add(.last) { write(ways.last, into: &$0) }
        field.finish(into: &response.headers)
        return response
    }
}
