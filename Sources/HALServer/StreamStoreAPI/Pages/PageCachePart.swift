import HTTP
import Octets
import Store

/// A part of the cache of pages, with a lock and a limit of its own.
final class PageCachePart: @unchecked Sendable {
    private let lock = Lock()
    private let limit: Int
    // Guarded by `lock`.
    private var pages: KeptValues<PageCache.Key, PageCache.Page>
    /// What was asked for lately, by a number of page and state: who reads a store from end to end asks for
    /// each page once, and must not push out what others ask for again and again.
    private var asked = ContiguousArray<Int>(repeating: 0, count: 256)

    init(limit: Int) {
        self.limit = limit
        pages = KeptValues(bytes: limit)
    }

    /// The bytes that are kept.
    var bytes: Int { lock.withLock { pages.bytes } }

    /// The page under a key, true or not.
    func page(_ key: PageCache.Key) -> PageCache.Page? { lock.withLock { pages[key] } }

    /// Keeps a page, in the place of others if need be, if it was to be kept before.
    func keep(_ page: PageCache.Page, under key: PageCache.Key) {
        guard case .bytes(let document) = page.response.body else { return }
        // About what the entry takes beside the document.
        let size = document.count + key.path.count + key.query.count + 1024
        guard size <= limit / 2 else { return }
        var hasher = Hasher()
        hasher.combine(key)
        hasher.combine(page.revision)
        let mark = hasher.finalize()
        lock.withLock {
            let place = mark & (asked.count - 1)
            guard asked[place] == mark else {
                asked[place] = mark
                return
            }
            // The writer's buffer is longer than what it wrote.
            var response = page.response
            response.body = .bytes(Bytes(copying: document.span))
            let kept = PageCache.Page(
                source: page.source.detached, revision: page.revision,
                messageCount: page.messageCount, validators: page.validators, response: response)
            pages.keep(kept, under: key.detached, bytes: size)
        }
    }
}
