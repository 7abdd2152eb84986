import HTTP
import Octets
import Store
import Synchronization

/// The pages that were asked for more than once lately, as they were written (`hal-api.md` §17.6): those who
/// poll the newest page, and those who catch up one behind the other, ask for the same bytes.
///
/// What is kept is true by construction. Its key is all of the request that a page depends on, and the page
/// names the revision that its source had before it was read. It is shown only while the store vouches for that
/// revision, which no later state of the source ever has again.
final class PageCache: Sendable {
    /// A page, and what answers of it are made of.
    struct Page: Sendable {
        /// What it is a page of.
        let source: StreamQuery.Source
        /// The revision of that before the page was read.
        let revision: UInt64
        /// How many messages the page holds, for the store's counters.
        let messageCount: Int
        let validators: PageValidators
        /// The answer to who does not have it.
        let response: Response
    }

    /// Everything in a request that a page depends on. Renderings that look at more must not be kept.
    struct Key: Hashable, Sendable {
        let path: Bytes
        let query: Bytes
        /// The media type that was negotiated; empty for none.
        let type: Bytes

        init(_ request: Request) {
            path = request.target.path
            query = request.target.query ?? Bytes()
            type = request.negotiated?.essence ?? Bytes()
        }

        private init(copying other: Key) {
            path = Bytes(copying: other.path.span)
            query = Bytes(copying: other.query.span)
            type = other.type
        }

        /// The same in storage of its own: a request's target keeps all of the request's head.
        var detached: Key { Key(copying: self) }
    }

    /// So that the loops seldom wait for each other.
    private let parts: ContiguousArray<PageCachePart>
    private let hits = Atomic<UInt64>(0)
    private let misses = Atomic<UInt64>(0)

    /// Keeps pages of at most `limit` bytes together; none if that is 0.
    init(limit: Int) {
        let count = limit > 0 ? 8 : 0
        parts = ContiguousArray((0..<count).map { _ in PageCachePart(limit: limit / 8) })
    }

    /// What a page of `source` can be kept with if it is read from now on; nil if it cannot be kept.
    func revision(of source: StreamQuery.Source, in store: any StreamStore) -> UInt64? {
        parts.isEmpty ? nil : store.revision(of: source)
    }

    /// The answer to a request for a page that is kept and still true; nil if it must be written.
    func answer(to request: Request, from store: any StreamStore) -> Response? {
        guard !parts.isEmpty else { return nil }
        let key = Key(request)
        guard let page = part(of: key).page(key), store.revision(of: page.source) == page.revision
        else {
            misses.wrappingAdd(1, ordering: .relaxed)
            return nil
        }
        hits.wrappingAdd(1, ordering: .relaxed)
        store.countRead(ofMessages: page.messageCount)
        guard
            var unchanged = page.validators.etag.flatMap({ Preconditions.notModified(request, $0) })
        else { return page.response }
        page.validators.apply(to: &unchanged.headers)
        return unchanged
    }

    /// Keeps a page that answers this request, if it is asked for a second time in this state. Not a
    /// refusal, nor that there is no such stream.
    func keep(_ page: Page, for request: Request) {
        // A feed also names the host that the client called.
        guard page.response.status == .ok, request.negotiated != .atom else { return }
        let key = Key(request)
        part(of: key).keep(page, under: key)
    }

    /// What was counted so far.
    var figures: PageCacheFigures {
        PageCacheFigures(
            hits: hits.load(ordering: .relaxed), misses: misses.load(ordering: .relaxed),
            bytes: parts.reduce(0) { $0 + $1.bytes })
    }

    private func part(of key: Key) -> PageCachePart {
        parts[Int(truncatingIfNeeded: UInt(bitPattern: key.hashValue) % UInt(parts.count))]
    }
}
