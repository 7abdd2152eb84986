/// The arithmetic of a page (`hal-api.md` §5.2, §5.4, §11), so that every backend computes the same.
/// "Place" means position in the all-stream and version in one stream.
///
/// A backend shows it every message that is there (neither deleted nor expired), one place after the other in
/// reading direction from ``start`` on, matching or not, until it says ``Step/stop`` or none is left; it
/// keeps those that it was told to take.
package struct PageWalk {
    /// What to do with a message.
    package enum Step: Hashable, Sendable {
        /// It belongs to the page.
        case take
        /// It does not match; go on.
        case skip
        /// The page is full and this message comes behind it, or it may not be looked at any more: show no
        /// further one.
        case stop
    }

    /// The place at which to begin, inclusive. May lie outside of the stream.
    package let start: Int64
    private let query: StreamQuery
    private let head: Int64
    private var taken = 0
    private var takenBytes = 0
    private var first: Int64 = -1
    private var last: Int64 = -1
    private var following: Int64?
    /// The first message that the budget did not allow to look at …
    private var unseen: Int64?
    /// … and the last one that it did.
    private var seen: Int64 = -1
    private var budget: ScanBudget
    /// How many messages were there from the start to the last one taken, and to the last one shown.
    private var liveToLast = 0
    private var live = 0

    /// Begins a walk.
    ///
    /// - Parameters:
    ///   - query: what to read.
    ///   - newest: the place of the newest message that is there (matching or not); nil if none is.
    ///   - head: the place of the last message that was appended, deleted since or not; -1 for none.
    package init(_ query: StreamQuery, newest: Int64?, head: Int64) {
        self.query = query
        self.head = head
        budget = ScanBudget(query)
        switch (query.start, query.direction) {
        case (.at(let place), _): start = place
        // From the head and not from the newest, so that a deleted newest message counts as missing.
        case (.end, .backwards): start = head
        case (.end, .forwards): start = newest ?? (head == .max ? head : head + 1)
        }
    }

    /// Decides about the next message that is there.
    ///
    /// - Parameters:
    ///   - place: where it stands.
    ///   - matches: whether the query asks for it (`StreamQuery.includes`).
    ///   - bytes: its metadata bytes, and its payload bytes if the query includes payloads.
    ///   - cost: what it costs to look at it (`StreamQuery.scanCost`).
    package mutating func visit(
        _ place: Int64, matches: Bool, bytes: Int, cost: Int = 0
    ) -> Step {
        guard budget.spend(cost) else {
            unseen = place
            return .stop
        }
        live += 1
        seen = place
        guard matches else { return .skip }
        let (sum, overflow) = takenBytes.addingReportingOverflow(bytes)
        if taken > 0, taken >= query.limit || overflow || sum > query.byteLimit {
            following = place
            return .stop
        }
        if taken == 0 { first = place }
        taken += 1
        takenBytes = sum
        last = place
        liveToLast = live
        return .take
    }

    /// The place before which (in reading direction) a backend looks for messages on the near side of the
    /// page: those that match there decide about `existsBehind`. Not the first message taken: between the
    /// start and that one nothing matched.
    package var behind: Int64 { start }

    /// Ends the walk.
    ///
    /// - Parameters:
    ///   - messages: those taken, in reading order.
    ///   - existsBehind: whether a matching message is there against the reading direction from
    ///     ``behind``, that place excluded; also where a ``ScanBudget`` of its own ended before it was known.
    ///   - stream: the state of the stream that was read; nil for the all-stream and for none.
    package func page(
        _ messages: Messages, existsBehind: Bool, stream: StreamState?
    ) -> StreamPage {
        let forwards = query.direction == .forwards
        let existsAhead = following != nil || unseen != nil
        return StreamPage(
            messages: messages, from: from, next: next(isMissing: stream == nil),
            isEnd: !existsAhead, isCutShort: unseen != nil,
            hasNewer: forwards ? existsAhead : existsBehind,
            hasOlder: forwards ? existsBehind : existsAhead,
            missing: missing, head: head, stream: stream)
    }

    private var from: Int64 {
        if query.source == .all, taken > 0 { return first }
        switch query.start {
        case .at(let place): return place
        case .end: return query.source == .all ? 0 : -1
        }
    }

    private func next(isMissing: Bool) -> Int64 {
        switch (query.source, query.direction) {
        case (.stream, _) where isMissing: return -1
        case _ where unseen != nil: return unseen ?? start
        case (_, .forwards):
            guard taken > 0 else { return start }
            return last == .max ? last : last + 1
        case (.stream, .backwards): return following ?? (taken > 0 ? last - 1 : -1)
        case (.all, .backwards): return following ?? (taken > 0 ? last : 0)
        }
    }

    /// How many places of the stretch that was walked hold no message (any more). The stretch ends at the
    /// page's last message, at the end of the stream if nothing follows, at the last message looked at if the
    /// page was cut short.
    private var missing: Int {
        guard head >= 0 else { return 0 }
        let forwards = query.direction == .forwards
        let end = following != nil ? last : unseen != nil ? seen : forwards ? head : 0
        let low = max(forwards ? start : end, 0)
        let high = min(forwards ? end : start, head)
        guard high >= low else { return 0 }
        return max(Int(high - low) - ((following != nil ? liveToLast : live) - 1), 0)
    }
}
