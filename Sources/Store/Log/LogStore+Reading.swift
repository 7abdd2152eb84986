package import Octets

extension LogStore {
    /// The moment of this read: the clock's, or the newest message's creation should the clock have fallen
    /// behind it. Only inside the lock.
    var moment: Timestamp { max(options.now(), Timestamp(ticks: state.index.createdFloor)) }

    /// What is found by `find` inside the lock, if it is there and not expired.
    private func found(
        _ find: (LogIndex) throws(StoreError) -> (position: Int64, entry: Entry)?
    ) throws(StoreError) -> FoundMessages? {
        try state.lock.withLock { () throws(StoreError) -> FoundMessages? in
            guard let (position, entry) = try find(state.index),
                !state.index.hasExpired(entry, at: moment)
            else { return nil }
            var found = FoundMessages(in: state.segments)
            found.append(Found(position: position, entry: entry))
            return found
        }
    }

    /// The message itself.
    private func message(_ found: FoundMessages?) async throws(StoreError) -> Message? {
        guard let found else { return nil }
        do throws(StoreError) {
            return try await load(found, includesPayloads: true).first
        } catch {
            if isAnyGone(found) { return nil }
            throw error
        }
    }

    package func message(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> Message? {
        let found = try found { index throws(StoreError) in
            index.stream(stream).flatMap { index.live(in: $0, at: version) }
        }
        return try await message(found)
    }

    package func storedPayload(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> StoredPayload? {
        let found = try found { index throws(StoreError) in
            index.stream(stream).flatMap { index.live(in: $0, at: version) }
        }
        guard let found, let entry = found.messages.first?.entry, entry.isReference else {
            return nil
        }
        let files = payloadFiles
        do throws(StoreError) {
            countRead(ofMessages: 1)
            return try await readPool.run { () throws(StoreError) in try found.open(files) }
        } catch {
            if isAnyGone(found) { return nil }
            throw error
        }
    }

    package func newestMessage(in stream: StreamID) async throws(StoreError) -> Message? {
        let found = try found { index throws(StoreError) in
            index.stream(stream).flatMap {
                index.live(in: $0, from: $0.lastVersion, forwards: false)
            }
        }
        return try await message(found)
    }

    package func message(atPosition position: Int64) async throws(StoreError) -> Message? {
        let found = try found { index throws(StoreError) in
            index.entries[position].map { (position, $0) }
        }
        return try await message(found)
    }

    package func message(
        in stream: StreamID, withID id: UUID
    ) async throws(StoreError) -> Message? {
        let found = try found { index throws(StoreError) in
            guard let slot = index.stream(stream) else { return nil }
            let reader = LogReader(index: index, segments: state.segments)
            guard let position = try reader.position(of: id, in: slot) else { return nil }
            return index.entries[position].map { (position, $0) }
        }
        return try await message(found)
    }

    package func message(withID id: UUID) async throws(StoreError) -> Message? {
        let found = try found { index throws(StoreError) in
            let reader = LogReader(index: index, segments: state.segments)
            let now = moment
            let position = try reader.position(of: id) { !index.hasExpired($1, at: now) }
            return position.flatMap { position in index.entries[position].map { (position, $0) } }
        }
        return try await message(found)
    }

    package func state(of stream: StreamID) async throws(StoreError) -> StreamState? {
        state.lock.withLock { state.index.stream(stream)?.state }
    }

    package func revision(of source: StreamQuery.Source) -> UInt64? {
        state.lock.withLock {
            let index = state.index
            switch source {
            case .all: return index.expiring.isEmpty ? index.revision : nil
            case .stream(let id):
                guard let slot = index.stream(id), slot.retention.maxAge == nil else { return nil }
                return slot.revision
            }
        }
    }

    package func metadata(
        of stream: StreamID
    ) async throws(StoreError) -> StreamMetadata.Versioned {
        guard let metadataStream = stream.metadataStream else { return .none }
        guard let message = try await newestMessage(in: metadataStream) else { return .none }
        let said = message.payload.flatMap { MetadataRecord.metadata(from: $0) }
        return StreamMetadata.Versioned(
            version: message.version, metadata: said ?? StreamMetadata())
    }

    package func firstVersion(
        in stream: StreamID, createdAtOrAfter wanted: Timestamp
    ) async throws(StoreError) -> Int32? {
        state.lock.withLock {
            let index = state.index
            guard let slot = index.stream(stream) else { return nil }
            var low = Int64(slot.versions.floor)
            var high = Int64(slot.lastVersion) + 1
            while low < high {
                let middle = low + (high - low) / 2
                let at = Int32(truncatingIfNeeded: middle)
                guard let (_, entry) = index.live(in: slot, from: at, forwards: true),
                    Int64(entry.version) < high
                else {
                    high = middle
                    continue
                }
                if entry.created >= wanted.ticks {
                    high = middle
                } else {
                    low = Int64(entry.version) + 1
                }
            }
            let now = moment
            while low <= Int64(slot.lastVersion),
                let (_, entry) = index.live(
                    in: slot, from: Int32(truncatingIfNeeded: low), forwards: true)
            {
                if !index.hasExpired(entry, at: now) { return entry.version }
                low = Int64(entry.version) + 1
            }
            return nil
        }
    }

    package func firstPosition(
        createdAtOrAfter wanted: Timestamp
    ) async throws(StoreError) -> Int64? {
        state.lock.withLock {
            let index = state.index
            var low: Int64 = 0
            var high = index.entries.end
            while low < high {
                let middle = low + (high - low) / 2
                guard let at = index.entries.nearest(middle, forwards: true), at < high,
                    let entry = index.entries[at]
                else {
                    high = middle
                    continue
                }
                if entry.created >= wanted.ticks { high = middle } else { low = at + 1 }
            }
            let now = moment
            while let at = index.entries.nearest(low, forwards: true) {
                if let entry = index.entries[at], !index.hasExpired(entry, at: now) { return at }
                low = at + 1
            }
            return nil
        }
    }

    package func listStreams(_ query: StreamListQuery) async throws(StoreError) -> StreamList {
        var walk = StreamListWalk(query)
        while walk.goesOn {
            state.lock.withLock {
                let streams = state.index.streams
                walk.look(end: streams.count) { streams[$0]?.name }
            }
        }
        return walk.list
    }
}
