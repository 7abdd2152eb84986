import Store

/// Where one can go from a page. `previous` and `next` speak of time, not of the reading direction: older and
/// newer (`hal-api.md` §5.2). Each is there whenever messages exist on that side (`hal-api.md`
/// §14.12), or may exist, where a filter was not followed to the end (`hal-api.md` §4.1).
struct Navigation: Sendable {
    let first: ReadQuery
    let previous: ReadQuery?
    let next: ReadQuery?
    let last: ReadQuery

    /// The ways from `page` of `source`, which `query` asked for.
    init(_ query: ReadQuery, _ page: StreamPage, of source: StreamQuery.Source) {
        first = query.first
        last = query.last
        let messages = page.messages
        var ends: (lowest: Int64, highest: Int64)?
        if !messages.isEmpty {
            let near = messages.place(at: 0, of: source)
            let far = messages.place(at: messages.count - 1, of: source)
            ends = (min(near, far), max(near, far))
        }
        let isForwards = query.direction == .forwards
        // An empty page has no place of its own: what lies around the asked one counts. So it does on the near
        // side of a filtered page, where nothing matched from there to the page's first message.
        let lowest = (query.isFiltered && isForwards ? nil : ends?.lowest) ?? query.start
        let highest = (query.isFiltered && !isForwards ? nil : ends?.highest) ?? query.start
        if page.isCutShort, !isForwards {
            previous = query.older(from: max(page.next, 0))
        } else {
            previous = page.hasOlder && lowest > 0 ? query.older(from: lowest - 1) : nil
        }
        if page.isCutShort, isForwards {
            next = query.newer(from: page.next)
        } else {
            next = page.hasNewer && highest < .max ? query.newer(from: highest + 1) : nil
        }
    }
}
