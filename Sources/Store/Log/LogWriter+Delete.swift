import Octets

extension LogWriter {
    /// Removes the oldest messages of a stream that is known to the batch, within the frame, and says so in
    /// `$deleted`.
    func trim(_ stream: StreamID, _ slot: StreamSlot?, count: Int) {
        guard let place = batch.streams.place(stream) else { return }
        var pending = batch.streams[place]
        var gone: [(position: Int64, id: UUID?)] = []
        state.lock.withLock {
            let reader = LogReader(index: state.index, segments: state.segments)
            while gone.count < count, let slot, pending.trimmedBelow < pending.firstAdded,
                let found = state.index.live(
                    in: slot, from: pending.trimmedBelow, forwards: true)
            {
                gone.append((found.position, id(found.entry, found.position, reader)))
                pending.trimmedBelow = found.entry.version == .max ? .max : found.entry.version + 1
            }
        }
        while gone.count < count {
            pending.trimmedBelow = max(pending.trimmedBelow, pending.firstAdded)
            let index = Int(pending.trimmedBelow) - Int(pending.firstAdded)
            guard index < pending.added.count else { break }
            gone.append((pending.added[index].position, pending.added[index].id))
            pending.trimmedBelow += 1
        }
        pending.liveCount -= gone.count
        batch.streams[place] = pending
        remove(gone, from: stream)
    }

    /// Adds to the frame that messages are gone, and what `$deleted` says of it.
    private func remove(_ gone: [(position: Int64, id: UUID?)], from stream: StreamID) {
        var records: [NewMessage] = []
        for (position, id) in gone {
            batch.add { writer in
                writer.appendMessageDeleted(position: position)
            } meaning: { _ in
                .messageDeleted(position: position)
            }
            if let id, isRecorded(stream) {
                records.append(DeletionRecord.message(id, in: stream))
            }
        }
        record(records)
    }

    private func isRecorded(_ stream: StreamID) -> Bool {
        options.tracksDeletions && DeletionRecord.isRecorded(stream)
    }

    /// Adds messages to `$deleted`, within the frame.
    private func record(_ records: [NewMessage]) {
        guard !records.isEmpty else { return }
        let (slot, retention) = state.lock.withLock {
            let slot = state.index.stream(.deleted)
            return (slot, slot?.retention ?? state.index.retentions[.deleted] ?? .none)
        }
        let place = add(records, to: .deleted, slot)
        let excess = retention.excess(of: batch.streams[place].liveCount)
        if excess > 0 { trim(.deleted, slot, count: excess) }
    }

    /// The id of a message that is to go; nil if its record cannot be read any more.
    private func id(_ entry: Entry, _ position: Int64, _ reader: LogReader) -> UUID? {
        let found = Result { () throws(StoreError) in try reader.id(entry, position) }
        guard case .success(let id) = found else { return nil }
        return id
    }

    /// Commits the batch if it does anything to a stream.
    private func settleAll(_ streams: StreamID?...) {
        for stream in streams {
            if let stream, batch.streams.place(stream) != nil { flush() }
        }
        settle(nil)
    }

    func deleteStream(
        _ stream: StreamID, expecting expected: ExpectedVersion, _ reply: Reply<Bool>
    ) {
        let metadataStream = stream.metadataStream
        settleAll(stream, metadataStream, stream.metadataTarget)
        let (slot, said) = state.lock.withLock {
            (state.index.stream(stream), metadataStream.flatMap { state.index.stream($0) })
        }
        let result = Result { () throws(StoreError) -> Bool in
            try DeleteDecision.check(
                stream, expecting: expected, head: StreamHead(lastVersion: slot?.lastVersion))
            let going = [slot, said].compactMap { $0 }
            guard !going.isEmpty else { return false }
            batch.beginFrame()
            for slot in going {
                let number = slot.number
                batch.add { writer in
                    writer.appendStreamDeleted(number)
                } meaning: { _ in
                    .streamDeleted(number: number)
                }
            }
            if isRecorded(stream) { record(going.map { DeletionRecord.stream($0.name) }) }
            batch.endFrame()
            seal(stream)
            if let metadataStream { sealMetadata(metadataStream, of: stream) }
            if let target = stream.metadataTarget { sealMetadata(stream, of: target) }
            return true
        }
        batch.answers.append(.flag(reply, result))
    }

    func deleteMessage(_ stream: StreamID, _ key: WriteRequest.MessageKey, _ reply: Reply<Bool>) {
        settleAll(stream, stream.metadataTarget)
        let result = Result { () throws(StoreError) -> Bool in
            let found = try state.lock.withLock { () throws(StoreError) -> (Int64, Entry)? in
                guard let slot = state.index.stream(stream) else { return nil }
                switch key {
                case .version(let version): return state.index.live(in: slot, at: version)
                case .id(let id):
                    let reader = LogReader(index: state.index, segments: state.segments)
                    guard let position = try reader.position(of: id, in: slot) else { return nil }
                    return state.index.entries[position].map { (position, $0) }
                }
            }
            guard let found else { return false }
            remove([found], from: stream)
            return true
        }
        batch.answers.append(.flag(reply, result))
    }

    /// Removes messages of the index in a frame of their own.
    private func remove(_ messages: [(Int64, Entry)], from stream: StreamID) {
        let gone = state.lock.withLock {
            let reader = LogReader(index: state.index, segments: state.segments)
            return messages.map { (position: $0.0, id: id($0.1, $0.0, reader)) }
        }
        batch.beginFrame()
        remove(gone, from: stream)
        batch.endFrame()
        seal(stream)
        if let target = stream.metadataTarget { sealMetadata(stream, of: target) }
    }

    func truncate(_ stream: StreamID, before version: Int32, _ reply: Reply<Bool>) {
        settleAll(stream, stream.metadataTarget)
        let number = state.lock.withLock { () -> UInt32? in
            guard let slot = state.index.stream(stream),
                let oldest = state.index.live(in: slot, from: 0, forwards: true),
                oldest.entry.version < version
            else { return nil }
            return slot.number
        }
        if let number {
            batch.beginFrame()
            batch.add { writer in
                writer.appendTruncated(number, before: version)
            } meaning: { _ in
                .truncated(number: number, before: version)
            }
            batch.endFrame()
            seal(stream)
            if let target = stream.metadataTarget { sealMetadata(stream, of: target) }
        }
        batch.answers.append(.flag(reply, .success(number != nil)))
    }

    /// Deletes what has expired.
    func purge(_ reply: Reply<Bool>?) {
        flush()
        let moment = Timestamp(ticks: max(options.now().ticks, createdFloor))
        let expiring = state.lock.withLock { state.index.expiring.sorted() }
        var didPurge = false
        var failure: StoreError?
        purging: for number in expiring {
            while true {
                let (name, messages) = expired(number, at: moment)
                guard let name, !messages.isEmpty else { break }
                settleAll(name)
                remove(messages, from: name)
                failure = flush()
                // What could not be removed would be found again, and again.
                if failure != nil { break purging }
                didPurge = true
            }
        }
        if let reply {
            batch.answers.append(.flag(reply, failure.map { .failure($0) } ?? .success(didPurge)))
        }
    }

    /// The oldest messages of a stream that have expired, not too many at once.
    private func expired(
        _ number: UInt32, at moment: Timestamp
    ) -> (StreamID?, [(Int64, Entry)]) {
        state.lock.withLock {
            guard let slot = state.index.stream(numbered: number) else { return (nil, []) }
            var messages: [(Int64, Entry)] = []
            var from: Int32 = 0
            while messages.count < LogWriter.frameTrims,
                let found = state.index.live(in: slot, from: from, forwards: true),
                slot.retention.hasExpired(Timestamp(ticks: found.entry.created), at: moment)
            {
                messages.append(found)
                if found.entry.version == .max { break }
                from = found.entry.version + 1
            }
            return (slot.name, messages)
        }
    }
}
