package import Octets

extension MemoryStore {
    package func read(_ query: StreamQuery) async throws(StoreError) -> StreamPage { page(query) }

    package func readNow(_ query: StreamQuery) throws(StoreError) -> StreamPage? { page(query) }

    private func page(_ query: StreamQuery) -> StreamPage {
        lock.withLock {
            let moment = moment
            switch query.source {
            case .all:
                return counting(
                    page(query, of: state.messages, stream: nil, at: moment) { $0 })
            case .stream(let id):
                guard let stream = state.streams[id] else {
                    return counting(
                        PageWalk(query, newest: nil, head: -1).page(
                            [], existsBehind: false, stream: nil))
                }
                return counting(
                    page(query, of: stream.positions, stream: stream.state, at: moment) {
                        state.messages[$0]
                    })
            }
        }
    }

    package func revision(of source: StreamQuery.Source) -> UInt64? {
        lock.withLock {
            switch source {
            case .all: return state.hasExpiring ? nil : state.revision
            case .stream(let id):
                guard let stream = state.streams[id], stream.retention.maxAge == nil else {
                    return nil
                }
                return state.revision
            }
        }
    }

    package func countRead(ofMessages count: Int) {
        lock.withLock {
            counted.reads &+= 1
            counted.readMessages &+= UInt64(count)
        }
    }

    package func message(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> Message? {
        lock.withLock {
            counting(
                state.streams[stream]?.positions[Int64(version)].flatMap { shown(at: $0, moment) })
        }
    }

    package func newestMessage(in stream: StreamID) async throws(StoreError) -> Message? {
        lock.withLock {
            // The newest expires last, so if it is not shown, none is.
            guard let positions = state.streams[stream]?.positions,
                let version = positions.previous(from: .max)
            else { return nil }
            return counting(positions[version].flatMap { shown(at: $0, moment) })
        }
    }

    package func message(atPosition position: Int64) async throws(StoreError) -> Message? {
        lock.withLock { counting(shown(at: position, moment)) }
    }

    package func message(
        in stream: StreamID, withID id: UUID
    ) async throws(StoreError) -> Message? {
        lock.withLock {
            guard let stream = state.streams[stream], let version = stream.versions[id] else {
                return nil
            }
            return counting(stream.positions[Int64(version)].flatMap { shown(at: $0, moment) })
        }
    }

    package func message(withID id: UUID) async throws(StoreError) -> Message? {
        lock.withLock {
            let moment = moment
            for position in state.positions(of: id) {
                if let message = shown(at: position, moment) { return counting(message) }
            }
            return nil
        }
    }

    package func state(of stream: StreamID) async throws(StoreError) -> StreamState? {
        lock.withLock { state.streams[stream]?.state }
    }

    package func firstVersion(
        in stream: StreamID, createdAtOrAfter wanted: Timestamp
    ) async throws(StoreError) -> Int32? {
        lock.withLock {
            guard let positions = state.streams[stream]?.positions else { return nil }
            let moment = moment
            var version = positions.first { position in
                state.messages[position].map { $0.message.created >= wanted } ?? false
            }
            while let found = version {
                if positions[found].flatMap({ shown(at: $0, moment) }) != nil {
                    return Int32(truncatingIfNeeded: found)
                }
                version = positions.next(from: found + 1)
            }
            return nil
        }
    }

    package func firstPosition(
        createdAtOrAfter wanted: Timestamp
    ) async throws(StoreError) -> Int64? {
        lock.withLock {
            let moment = moment
            var position = state.messages.first { $0.message.created >= wanted }
            while let found = position {
                if shown(at: found, moment) != nil { return found }
                position = state.messages.next(from: found + 1)
            }
            return nil
        }
    }

    /// Counts a page. Only inside the lock.
    private func counting(_ page: StreamPage) -> StreamPage {
        counted.reads &+= 1
        counted.readMessages &+= UInt64(page.messages.count)
        return page
    }

    /// Counts a message, if there is one. Only inside the lock.
    private func counting(_ message: Message?) -> Message? {
        counted.reads &+= 1
        if message != nil { counted.readMessages &+= 1 }
        return message
    }

    /// The message at a position, unless it has expired.
    private func shown(at position: Int64, _ moment: Timestamp) -> Message? {
        guard let entry = state.messages[position], isShown(entry, at: moment) else { return nil }
        return entry.message
    }

    private func isShown(_ entry: MemoryState.Entry, at moment: Timestamp) -> Bool {
        !entry.stream.retention.hasExpired(entry.message.created, at: moment)
    }

    /// Walks over numbered places; `entry` finds what stands at one.
    private func page<Value>(
        _ query: StreamQuery, of places: Numbered<Value>, stream: StreamState?,
        at moment: Timestamp, entry: (Value) -> MemoryState.Entry?
    ) -> StreamPage {
        func shown(_ place: Int64) -> MemoryState.Entry? {
            guard let found = places[place].flatMap(entry), isShown(found, at: moment) else {
                return nil
            }
            return found
        }
        func matches(_ entry: MemoryState.Entry) -> Bool {
            query.includes(stream: entry.stream.id) && query.includes(type: entry.message.type)
        }
        func step(_ place: Int64, _ forwards: Bool) -> Int64? {
            if forwards { return place == .max ? nil : places.next(from: place + 1) }
            return place == .min ? nil : places.previous(from: place - 1)
        }

        let forwards = query.direction == .forwards
        var newest = places.previous(from: .max)
        while let place = newest, shown(place) == nil { newest = step(place, false) }
        var walk = PageWalk(query, newest: newest, head: places.end - 1)
        var messages = MessagesWriter(count: min(query.limit, 64))
        var place =
            forwards ? places.next(from: walk.start) : places.previous(from: walk.start)
        walking: while let at = place {
            if let entry = shown(at) {
                switch walk.visit(
                    at, matches: matches(entry), bytes: bytes(of: entry.message, in: query),
                    cost: cost(of: entry, in: query))
                {
                case .take:
                    messages.append(entry.message, includesPayload: query.includesPayloads)
                case .skip: break
                case .stop: break walking
                }
            }
            place = step(at, forwards)
        }
        var existsBehind = false
        var budget = ScanBudget(query)
        var behind = step(walk.behind, !forwards)
        while let at = behind, !existsBehind {
            if let entry = shown(at) {
                existsBehind = !budget.spend(cost(of: entry, in: query)) || matches(entry)
            }
            behind = step(at, !forwards)
        }
        return walk.page(messages.finish(), existsBehind: existsBehind, stream: stream)
    }

    private func cost(of entry: MemoryState.Entry, in query: StreamQuery) -> Int {
        query.scanCost(
            bytes: entry.message.metadata.count + entry.message.payloadLength,
            isIncluded: query.includes(stream: entry.stream.id))
    }

    private func bytes(of message: Message, in query: StreamQuery) -> Int {
        message.metadata.count + (query.includesPayloads ? message.payloadLength : 0)
    }
}
