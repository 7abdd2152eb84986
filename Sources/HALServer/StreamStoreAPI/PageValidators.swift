import HTTP
import Octets
import Store

/// What caches and conditional requests need to know of a page (`hal-api.md` §3.3).
struct PageValidators: Sendable {
    let etag: ETag?
    let cache: HeaderValue?
    /// The value of `SSS-HeadPosition`, for the newest page of the all-stream.
    let head: Int64?

    /// Those of a page of the all-stream.
    init(all page: StreamPage, _ query: ReadQuery) {
        let highest = max(page.messages.first?.position ?? -1, page.messages.last?.position ?? -1)
        head = query.isHead ? highest : nil
        // A page that the newest message did not fill will look different when more messages come.
        let isFilled =
            !page.isEnd && (query.direction == .forwards || highest == query.start || page.hasNewer)
        if query.isHead || !isFilled {
            etag = ETag(highest, missing: page.missing)
            cache = CachePolicy.revalidate
        } else {
            etag = nil
            cache = CachePolicy.immutable
        }
    }

    /// Those of a page of one stream.
    init(stream page: StreamPage, _ query: ReadQuery) {
        head = nil
        cache = nil
        etag =
            page.isEnd || query.isHead
            ? ETag(Int64(page.stream?.lastVersion ?? -1), missing: page.missing) : nil
    }

    /// Adds the fields to an answer.
    func apply(to headers: inout Headers) {
        if let etag { headers.set(.etag, etag.field) }
        if let cache { headers.set(.cacheControl, cache) }
        if let head { headers.set("SSS-HeadPosition", HeaderValue(head)) }
    }
}

extension ETag {
    /// The tag of a version or position, with a suffix that tells a page that lost messages from the page
    /// before it did (`hal-api.md` §14.20).
    init(_ number: Int64, missing: Int) {
        guard missing > 0 else {
            self.init(number)
            return
        }
        var writer = ByteWriter(capacity: 32)
        writer.append(decimal: number)
        writer.append(";-")
        writer.append(decimal: missing)
        self = ETag(writer.finish()) ?? ETag(number)
    }
}
