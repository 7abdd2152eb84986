import Store

/// Where one can go from a page. `previous` and `next` speak of time, not of the reading direction: older and
/// newer (`hal-api.md` §5.2). Each is there whenever messages exist on that side (`hal-api.md`
/// §14.12).
struct Navigation: Sendable {
    let first: ReadQuery
    let previous: ReadQuery?
    let next: ReadQuery?
    let last: ReadQuery

    /// The ways from `page`, which `query` asked for. `place` tells a message's place in what was read.
    init(_ query: ReadQuery, _ page: StreamPage, place: (Message) -> Int64) {
        first = query.first
        last = query.last
        let ends = [page.messages.first, page.messages.last].compactMap { $0.map(place) }
        // An empty page has no place of its own: what lies around the asked one counts.
        let lowest = ends.min() ?? query.start
        let highest = ends.max() ?? query.start
        previous = page.hasOlder && lowest > 0 ? query.older(from: lowest - 1) : nil
        next = page.hasNewer && highest < .max ? query.newer(from: highest + 1) : nil
    }
}
