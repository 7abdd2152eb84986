import HTTP
import Octets
import Store

/// What caches and conditional requests need to know of a page (`hal-api.md` §3.3).
struct PageValidators: Sendable {
    let etag: ETag?
    let cache: HeaderValue?
    /// The value of `SSS-HeadPosition`, for the newest page of the whole all-stream.
    let head: Int64?

    /// Those of a page of the all-stream.
    init(all page: StreamPage, _ query: ReadQuery) {
        let newest = page.messages.isEmpty ? nil : page.messages.newest(0)
        let highest = newest.map { page.messages.place(at: $0, of: .all) } ?? -1
        head = query.isHead && !query.isFiltered ? highest : nil
        // What reaches beyond the newest message will look different when more come, and what a filter did
        // not fill if it is ever followed further in one go.
        let isFilled =
            !page.isEnd && !page.isCutShort
            && (query.direction == .forwards || query.start <= page.head)
        if query.isHead || !isFilled {
            etag = ETag(highest, page)
            cache = CachePolicy.revalidate
        } else {
            etag = nil
            cache = CachePolicy.immutable
        }
    }

    /// Those of a page of one stream.
    init(stream page: StreamPage) {
        head = nil
        cache = nil
        // Every page says the last version, so every page changes with it.
        etag = ETag(Int64(page.stream?.lastVersion ?? -1), page)
    }

    /// Adds the fields to an answer.
    func apply(to headers: inout Headers) {
        if let etag { headers.set(.etag, etag.field) }
        if let cache { headers.set(.cacheControl, cache) }
        if let head { headers.set("SSS-HeadPosition", HeaderValue(head)) }
    }
}

extension ETag {
    /// The tag of a version or position, with what else tells two states of a page apart: how many messages
    /// it lost (`hal-api.md` §14.20), and where the search for more of them ended (`hal-api.md` §4.1).
    fileprivate init(_ number: Int64, _ page: StreamPage) {
        guard page.missing > 0 || page.isCutShort else {
            self.init(number)
            return
        }
        var writer = ByteWriter(capacity: 48)
        writer.append(decimal: number)
        if page.isCutShort {
            writer.append(";@")
            writer.append(decimal: page.next)
        }
        if page.missing > 0 {
            writer.append(";-")
            writer.append(decimal: page.missing)
        }
        self = ETag(writer.finish()) ?? ETag(number)
    }
}
