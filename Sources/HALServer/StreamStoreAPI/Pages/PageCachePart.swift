import HTTP
import Octets
import Store

/// A part of the cache of pages, with a lock and a limit of its own.
final class PageCachePart: @unchecked Sendable {
    private struct Entry {
        let key: PageCache.Key
        var page: PageCache.Page
        var size: Int
        var wasUsed = false
    }

    private let lock = Lock()
    private let limit: Int
    // Guarded by `lock`.
    private var entries: ContiguousArray<Entry> = []
    private var places: [PageCache.Key: Int] = [:]
    private var size = 0
    /// Which entry goes next, unless it was used since the last time round.
    private var hand = 0
    /// What was asked for lately, by a number of page and state: who reads a store from end to end asks for
    /// each page once, and must not push out what others ask for again and again.
    private var asked = ContiguousArray<Int>(repeating: 0, count: 256)

    init(limit: Int) { self.limit = limit }

    /// The bytes that are kept.
    var bytes: Int { lock.withLock { size } }

    /// The page under a key, true or not.
    func page(_ key: PageCache.Key) -> PageCache.Page? {
        lock.withLock {
            guard let place = places[key] else { return nil }
            entries[place].wasUsed = true
            return entries[place].page
        }
    }

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
            enter(Entry(key: key.detached, page: kept, size: size))
        }
    }

    /// Only inside the lock.
    private func enter(_ entry: Entry) {
        if let place = places[entry.key] {
            size += entry.size - entries[place].size
            entries[place] = entry
        } else {
            places[entry.key] = entries.count
            entries.append(entry)
            size += entry.size
        }
        while size > limit { removeOne() }
    }

    /// Only inside the lock, and with entries.
    private func removeOne() {
        while true {
            if hand >= entries.count { hand = 0 }
            guard entries[hand].wasUsed else { break }
            entries[hand].wasUsed = false
            hand += 1
        }
        size -= entries[hand].size
        places[entries[hand].key] = nil
        let last = entries.removeLast()
        guard hand < entries.count else { return }
        entries[hand] = last
        places[last.key] = hand
    }
}
