import Octets

extension LogStore {
    /// A message that is there, on the way of a walk.
    private struct Stop {
        let place: Int64
        /// Nil if its stream does not belong to what is read.
        let found: Found?
        /// Where its record stands; nil beside no ``found``.
        let segment: LogSegment?

        /// What it costs to look at it.
        func cost(_ query: StreamQuery) -> Int {
            guard let entry = found?.entry else { return 0 }
            return query.scanCost(
                bytes: Int(entry.metadataLength) + Int(entry.payloadLength), isIncluded: true)
        }
    }

    /// What a walk goes over, as it was when the walk began.
    private struct Route {
        let slot: StreamSlot?
        let state: StreamState?
        let head: Int64
        let newest: Int64?
        let moment: Timestamp
    }

    package func readNow(_ query: StreamQuery) throws(StoreError) -> StreamPage? {
        guard query.types.isEmpty,
            let quick = try state.lock.withLock({ () throws(StoreError) in try quickWalk(query) }),
            quick.taken.size(includesPayloads: query.includesPayloads) <= Self.nowBytes,
            quick.taken.areResident(withPayloads: query.includesPayloads)
        else { return nil }
        countRead(ofMessages: quick.taken.messages.count)
        let messages = try quick.taken.read(
            includesPayloads: query.includesPayloads, from: payloadFiles)
        try check(messages, of: query.source)
        return quick.walk.page(
            messages, existsBehind: quick.existsBehind, stream: quick.state)
    }

    package func read(_ query: StreamQuery) async throws(StoreError) -> StreamPage {
        while true {
            if let page = try await readOnce(query) { return page }
        }
    }

    /// The page; nil where a message of it was deleted while it was read, and must not be on it any more.
    private func readOnce(_ query: StreamQuery) async throws(StoreError) -> StreamPage? {
        if query.types.isEmpty {
            let quick = try state.lock.withLock { () throws(StoreError) in try quickWalk(query) }
            if let quick {
                guard let messages = try await load(quick.taken, for: query) else { return nil }
                return quick.walk.page(
                    messages, existsBehind: quick.existsBehind, stream: quick.state)
            }
        }
        return try await slowRead(query)
    }

    /// A page that was found in one look.
    private struct QuickWalk {
        var walk: PageWalk
        var taken: FoundMessages
        var existsBehind = false
        let state: StreamState?
    }

    /// The most bytes that a page may have which is copied while its caller waits.
    private static var nowBytes: Int { 1 << 18 }

    /// The most messages that one look goes over, so that the writer never waits long.
    private static var lookLimit: Int { 8192 }

    /// The most bytes of records that are read in one go, for their types.
    private static var lookBytes: Int { 1 << 20 }

    /// Finds a page in one look; nil if that would take too long. Only inside the lock.
    private func quickWalk(_ query: StreamQuery) throws(StoreError) -> QuickWalk? {
        let route = route(query)
        var quick = QuickWalk(
            walk: PageWalk(query, newest: route.newest, head: route.head),
            taken: FoundMessages(in: state.segments, count: min(query.limit, 64)),
            state: route.state)
        if case .stream = query.source, route.slot == nil { return quick }
        let forwards = query.direction == .forwards
        var left = Self.lookLimit
        var place: Int64? = quick.walk.start
        walking: while let at = place, let next = nearest(at, route, forwards) {
            left -= 1
            if left == 0 { return nil }
            place = Self.step(next.place, forwards)
            if state.index.hasExpired(next.entry, at: route.moment) { continue }
            let matches = isIncluded(next.entry, query, route)
            var bytes = Int(next.entry.metadataLength)
            if query.includesPayloads { bytes += Int(next.entry.payloadLength) }
            switch quick.walk.visit(next.place, matches: matches, bytes: bytes) {
            case .take: quick.taken.append(Found(position: next.position, entry: next.entry))
            case .skip: break
            case .stop: break walking
            }
        }
        var budget = ScanBudget(query)
        place = Self.step(quick.walk.behind, !forwards)
        while let at = place, let next = nearest(at, route, !forwards) {
            left -= 1
            if left == 0 { return nil }
            place = Self.step(next.place, !forwards)
            if state.index.hasExpired(next.entry, at: route.moment) { continue }
            if !budget.spend(0) || isIncluded(next.entry, query, route) {
                quick.existsBehind = true
                break
            }
        }
        return quick
    }

    /// Whether a message's stream belongs to what is read. Only inside the lock.
    private func isIncluded(_ entry: Entry, _ query: StreamQuery, _ route: Route) -> Bool {
        if route.slot != nil, query.streamPrefix.isEmpty { return true }
        guard let stream = state.index.stream(numbered: entry.stream) else { return false }
        return query.includes(stream: stream.name)
    }

    /// Finds a page in many looks: the types stand in the records only, which are read outside of the lock.
    private func slowRead(_ query: StreamQuery) async throws(StoreError) -> StreamPage? {
        let route = state.lock.withLock { self.route(query) }
        if case .stream = query.source, route.slot == nil {
            return PageWalk(query, newest: nil, head: -1)
                .page([], existsBehind: false, stream: nil)
        }
        var walk = PageWalk(query, newest: route.newest, head: route.head)
        let forwards = query.direction == .forwards
        // Without a filter by type a page needs one look; with one, the looks are short, because types stand
        // in the records only.
        let size = query.types.isEmpty ? min(max(query.limit, 255), 4095) + 1 : 256
        var taken = FoundMessages()
        var turn = ReadTurn()
        var place: Int64? = walk.start
        walking: while let at = place {
            await turn.look()
            let stops = try state.lock.withLock { () throws(StoreError) in
                try self.stops(query, route, from: at, forwards: forwards, count: size)
            }
            guard let last = stops.last else { break }
            let matches = try await matches(stops, query)
            for (index, stop) in stops.enumerated() {
                var bytes = 0
                if let entry = stop.found?.entry {
                    bytes = Int(entry.metadataLength)
                    if query.includesPayloads { bytes += Int(entry.payloadLength) }
                }
                let step = walk.visit(
                    stop.place, matches: matches[index], bytes: bytes, cost: stop.cost(query))
                switch step {
                case .take:
                    if let found = stop.found, let segment = stop.segment {
                        taken.append(found, in: segment)
                    }
                case .skip: break
                case .stop: break walking
                }
            }
            place = Self.step(last.place, forwards)
        }
        let existsBehind = try await exists(query, route, behind: walk.behind, forwards: !forwards)
        guard let messages = try await load(taken, for: query) else { return nil }
        return walk.page(messages, existsBehind: existsBehind, stream: route.state)
    }

    private static func step(_ place: Int64, _ forwards: Bool) -> Int64? {
        if forwards { return place == .max ? nil : place + 1 }
        return place == .min ? nil : place - 1
    }

    /// Only inside the lock.
    private func route(_ query: StreamQuery) -> Route {
        let index = state.index
        let now = moment
        switch query.source {
        case .stream(let id):
            guard let slot = index.stream(id) else {
                return Route(slot: nil, state: nil, head: -1, newest: nil, moment: now)
            }
            // The newest expires last: if it has, nothing is there.
            let newest = index.live(in: slot, from: slot.lastVersion, forwards: false)
                .flatMap { index.hasExpired($0.entry, at: now) ? nil : Int64($0.entry.version) }
            return Route(
                slot: slot, state: slot.state, head: Int64(slot.lastVersion), newest: newest,
                moment: now)
        case .all:
            var newest = index.entries.nearest(index.head, forwards: false)
            while let at = newest, let entry = index.entries[at], index.hasExpired(entry, at: now) {
                newest = index.entries.nearest(at - 1, forwards: false)
            }
            return Route(slot: nil, state: nil, head: index.head, newest: newest, moment: now)
        }
    }

    /// The next messages that are there: `count` of them, or fewer whose records are long. Only inside the lock.
    private func stops(
        _ query: StreamQuery, _ route: Route, from start: Int64, forwards: Bool, count: Int
    ) throws(StoreError) -> [Stop] {
        let index = state.index
        var stops: [Stop] = []
        stops.reserveCapacity(min(count, 64))
        var place: Int64? = start
        var bytes = 0
        while stops.count < count, bytes < Self.lookBytes, let at = place {
            guard let (next, position, entry) = nearest(at, route, forwards) else { break }
            place = Self.step(next, forwards)
            if index.hasExpired(entry, at: route.moment) { continue }
            guard isIncluded(entry, query, route) else {
                stops.append(Stop(place: next, found: nil, segment: nil))
                continue
            }
            guard let segment = state.segment(entry.location) else {
                throw .damaged("position \(position): its segment is missing")
            }
            let found = Found(position: position, entry: entry)
            stops.append(Stop(place: next, found: found, segment: segment))
            if !query.types.isEmpty { bytes += entry.approximateSize }
        }
        return stops
    }

    /// The nearest message that was there when the walk began. Only inside the lock.
    private func nearest(
        _ place: Int64, _ route: Route, _ forwards: Bool
    ) -> (place: Int64, position: Int64, entry: Entry)? {
        let index = state.index
        if let slot = route.slot {
            let from = forwards ? place : min(place, route.head)
            guard from <= route.head, from >= 0 || forwards,
                let found = index.live(
                    in: slot, from: Int32(truncatingIfNeeded: max(from, 0)), forwards: forwards),
                Int64(found.entry.version) <= route.head
            else { return nil }
            return (Int64(found.entry.version), found.position, found.entry)
        }
        guard
            let position = index.entries.nearest(
                forwards ? place : min(place, route.head), forwards: forwards),
            position <= route.head, let entry = index.entries[position]
        else { return nil }
        return (position, position, entry)
    }

    /// Whether anything that the query asks for lies beyond a place; true also where that is left open.
    private func exists(
        _ query: StreamQuery, _ route: Route, behind: Int64, forwards: Bool
    ) async throws(StoreError) -> Bool {
        var budget = ScanBudget(query)
        var turn = ReadTurn()
        var place = Self.step(behind, forwards)
        // Without a filter the next message decides, unless it is one that the page does not show.
        var count = query.types.isEmpty && query.streamPrefix.isEmpty ? 1 : 256
        while let at = place {
            await turn.look()
            let stops = try state.lock.withLock { () throws(StoreError) in
                try self.stops(query, route, from: at, forwards: forwards, count: count)
            }
            count = 256
            guard let last = stops.last else { return false }
            let matches = try await matches(stops, query)
            for (index, stop) in stops.enumerated() {
                if !budget.spend(stop.cost(query)) || matches[index] { return true }
            }
            place = Self.step(last.place, forwards)
        }
        return false
    }

    /// Which messages the query asks for. Their types are read on the caller's thread if that need not wait
    /// for the disk, else on the pool.
    private func matches(_ stops: [Stop], _ query: StreamQuery) async throws(StoreError) -> [Bool] {
        if query.types.isEmpty { return stops.map { $0.found != nil } }
        var candidates = FoundMessages()
        for stop in stops {
            if let found = stop.found, let segment = stop.segment {
                candidates.append(found, in: segment)
            }
        }
        if candidates.areResident(withPayloads: false) {
            return try Self.haveTypes(stops, query)
        }
        return try await readPool.run { () throws(StoreError) in
            try Self.haveTypes(stops, query)
        }
    }

    private static func haveTypes(
        _ stops: [Stop], _ query: StreamQuery
    ) throws(StoreError) -> [Bool] {
        var matches: [Bool] = []
        matches.reserveCapacity(stops.count)
        for stop in stops {
            if let found = stop.found, let segment = stop.segment {
                matches.append(try hasType(found, in: segment, query))
            } else {
                matches.append(false)
            }
        }
        return matches
    }

    private static func hasType(
        _ found: Found, in segment: LogSegment, _ query: StreamQuery
    ) throws(StoreError) -> Bool {
        let record = try segment.record(at: found.entry, position: found.position)
        let offset = found.entry.location.offset + record.typeOffset
        let map = segment.map
        guard let type = map.span.slice(offset, record.typeLength) else {
            throw segment.damage(found.entry.location.offset)
        }
        for wanted in query.types where wanted.span.hasSameBytes(as: type) { return true }
        return false
    }
}
