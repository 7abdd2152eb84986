import Glibc
import Octets
import Synchronization

extension LogWriter {
    /// Commits the batch and gives its answers. Returns why it could not be committed; nil if it is.
    @discardableResult
    func flush() -> StoreError? {
        // Nobody but this thread changes either.
        defer {
            batch.reset(position: state.index.entries.end, stream: state.index.nextStream)
        }
        guard !batch.frames.isEmpty else {
            giveAnswers(nil)
            return nil
        }
        do throws(SystemError) {
            try commitMakingRoom()
        } catch {
            let failure = note(error)
            removeUnused()
            giveAnswers(failure)
            return failure
        }
        setObstacle(nil)
        let head = publish()
        for kept in batch.kept { sweeper.endUse(of: kept.names) }
        giveAnswers(nil)
        waiters.notify(head)
        return nil
    }

    /// Gives the batch's answers, and wakes each thread that waits for some once.
    private func giveAnswers(_ failure: StoreError?) {
        var sleepers = Sleepers()
        for answer in batch.answers { sleepers.add(answer.give(failure)) }
        sleepers.wake()
    }

    /// Removes the files of payloads to which the batch would have referred. Not where its records may be found by
    /// the next start: that one decides then.
    private func removeUnused() {
        if tail.dirtyEnd > tail.offset { return }
        if case .readOnly? = finalObstacle { return }
        for kept in batch.kept { sweeper.remove(kept.names) }
    }

    /// Makes the batch durable. What was put aside for later goes before anybody is told that the disk is full.
    private func commitMakingRoom() throws(SystemError) {
        hasMadeRoom = false
        do throws(SystemError) {
            try commit()
        } catch {
            guard [ENOSPC, EDQUOT].contains(error.code), !error.isOfSync,
                filler.giveBackSpare() || hasMadeRoom
            else { throw error }
            try commit()
        }
    }

    /// Makes the batch durable.
    private func commit() throws(SystemError) {
        if case .readOnly? = currentObstacle { throw SystemError("fdatasync", code: EIO) }
        try clean()
        let length = batch.bytes.count
        if tail.mustSeal || tail.offset + length > capacity || needsReferences
            || (!isEmpty && filler.isUsedUp(at: tail.offset + length))
        {
            try roll(making: length)
        }
        let chain = batch.seal(
            marker: tail.header.marker, batch: tail.nextBatch, chain: tail.chain)
        try filler.reserve(upTo: tail.offset + length)
        do throws(SystemError) {
            try file.write(batch.bytes.span, at: tail.offset)
        } catch {
            // Whole frames may stand in what was written. Nobody may find them, so they go before the
            // failure is told.
            tail.dirtyEnd = tail.offset + length
            try clean()
            throw error
        }
        try file.sync()
        count(length)
        tail.offset += length
        tail.chain = chain
        tail.nextBatch &+= 1
    }

    /// Whether the batch refers to payloads in files, and the active segment says that nothing in it does.
    private var needsReferences: Bool {
        !batch.kept.isEmpty && !tail.header.allowsReferences
    }

    /// Whether the active segment holds nothing yet.
    private var isEmpty: Bool { tail.offset == LogFormat.segmentHeaderLength }

    /// Counts a batch of that many bytes, which is durable.
    private func count(_ length: Int) {
        let counters = state.counters
        counters.commits.wrappingAdd(1, ordering: .relaxed)
        counters.syncs.wrappingAdd(1, ordering: .relaxed)
        counters.writtenBytes.wrappingAdd(UInt64(length), ordering: .relaxed)
        counters.appends.wrappingAdd(batch.appends, ordering: .relaxed)
        counters.activeBytes.store(UInt64(clamping: tail.offset + length), ordering: .relaxed)
    }

    /// Zeroes what a batch that was not committed may have left.
    func clean() throws(SystemError) {
        guard tail.dirtyEnd > tail.offset else { return }
        try filler.reserve(upTo: tail.dirtyEnd)
        let end = min(tail.dirtyEnd, try file.length())
        if end > tail.offset { try file.zero(tail.offset..<end) }
        try file.sync()
        state.counters.syncs.wrappingAdd(1, ordering: .relaxed)
        tail.dirtyEnd = 0
    }

    /// Enters what is durable into the index. Returns the head.
    private func publish() -> Int64 {
        let slot = tail.slot
        let start = tail.offset - batch.bytes.count
        var messages: UInt64 = 0
        var gone: [(segment: LogSegment, offset: Int)] = []
        defer {
            state.counters.messages.wrappingAdd(messages, ordering: .relaxed)
            if !gone.isEmpty { sweeper.remove(referredToBy: gone) }
        }
        return state.lock.withLock {
            for change in batch.changes {
                switch change {
                case .message(let position, let hash, var entry):
                    messages &+= 1
                    entry.location = Location(slot: slot, offset: entry.location.offset + start)
                    state.index.insert(entry, at: position, hash)
                case .messageDeleted, .streamDeleted, .truncated:
                    hasDeleted = true
                    state.index.apply(change)
                default: state.index.apply(change)
                }
            }
            for location in state.index.takeGone() {
                if let segment = state.segment(location) { gone.append((segment, location.offset)) }
            }
            if !batch.saidAnew.isEmpty { readRetentions() }
            let head = state.index.head
            state.head.store(head, ordering: .releasing)
            return head
        }
    }

    private func readRetentions() {
        let reader = LogReader(index: state.index, segments: state.segments)
        for target in batch.saidAnew {
            let said = target.metadataStream.flatMap { state.index.stream($0) }
            let retention = said.map { reader.retention(saidIn: $0, of: target) }
            state.index.apply(.retention(of: target, retention ?? .none))
        }
    }

    /// What a failed call means for the requests of the batch and for those to come.
    private func note(_ error: SystemError) -> StoreError {
        if let failure = noteSync(error) { return failure }
        switch error.code {
        case ENOSPC, EDQUOT, EFBIG:
            setObstacle(.insufficientStorage)
            return .insufficientStorage
        // What the system lacks now it may have soon.
        case EMFILE, ENFILE, ENOMEM: return .busy
        default: return .failed(error.description)
        }
    }

    /// Ends writing for good if `error` is that of a sync. Returns what requests are told then.
    @discardableResult
    func noteSync(_ error: SystemError) -> StoreError? {
        guard error.isOfSync else { return nil }
        // The kernel may have dropped what it could not write: trying again would lie.
        if let obstacle = finalObstacle, case .readOnly = obstacle { return obstacle }
        let failure = StoreError.readOnly("a sync failed (\(error)); restart the server")
        setObstacle(failure)
        return failure
    }

    /// Tries whether there is space again.
    func probeSpace() {
        do throws(SystemError) {
            try clean()
            let end = try file.length()
            if tail.offset + 4096 > end, tail.offset + 4096 <= capacity {
                tail.dirtyEnd = max(tail.dirtyEnd, tail.offset + 4096)
                try filler.reserve(upTo: tail.offset + 4096)
                try file.zero(tail.offset..<(tail.offset + 4096))
                try file.sync()
                tail.dirtyEnd = 0
            }
            setObstacle(nil)
        } catch {
            _ = note(error)
        }
    }

    // MARK: - Segments

    /// Seals the active segment and begins the next, with room for `length` bytes of frames.
    func roll(making length: Int) throws(SystemError) {
        let name = SegmentName(number: tail.header.name.number &+ 1, generation: 0)
        let (position, created, stream) = state.lock.withLock {
            (state.index.entries.end, state.index.createdFloor, state.index.nextStream)
        }
        var header = SegmentHeader(
            name: name, marker: .secureRandom(), firstPosition: position, createdFloor: created,
            firstBatch: tail.nextBatch, firstStream: stream)
        header.version = batch.kept.isEmpty ? tail.header.version : LogFormat.version
        let next = try make(name, header)
        let room = max(options.segmentBytes, LogFormat.segmentHeaderLength + length)
        do throws(SystemError) {
            try enter(header, try next.map(length: room))
        } catch {
            // The manifest may name the segment already if only a sync has failed, which is final anyway.
            guard !error.isOfSync else { throw error }
            _ = Result { () throws(SystemError) in
                try directory.remove(name.log)
                hasMadeRoom = true
            }
            throw error
        }
        let (sealed, end) = (file, tail.offset)
        file = next
        capacity = room
        tail.header = header
        tail.offset = LogFormat.segmentHeaderLength
        tail.chain = header.chain
        tail.dirtyEnd = 0
        tail.mustSeal = false
        state.counters.activeBytes.store(UInt64(clamping: tail.offset), ordering: .relaxed)
        try beginFilling()
        // The zeros behind the end are of no more use. Whether they go does not matter.
        _ = Result { () throws(SystemError) in try sealed.truncate(to: end) }
        noticeChange()
    }

    /// Enters the next segment into the manifest, in the place of the active one, and shows it to readers.
    private func enter(_ header: SegmentHeader, _ map: SegmentMap) throws(SystemError) {
        try manifestLock.withLock { () throws(SystemError) in
            var manifest = state.lock.withLock { state.manifest }
            manifest.sealed.append(
                Manifest.Sealed(name: tail.header.name, length: tail.offset, chain: tail.chain))
            manifest.active = header.name
            manifest.knownEnd = nil
            try directory.replace(LogFormat.manifestName, with: manifest.encoded())
            state.lock.withLock {
                state.manifest = manifest
                let segment = LogSegment(
                    header: header, map: map, slot: state.segments.count, mayBeCold: false)
                state.segments.append(segment)
                tail.slot = segment.slot
            }
        }
    }

    /// Makes the next segment's file, out of the spare one if there is one. Durable when this returns, with
    /// its name.
    private func make(_ name: SegmentName, _ header: SegmentHeader) throws(SystemError) -> LogFile {
        if let spare = filler.takeSpare() {
            defer { filler.endTakingSpare() }
            do throws(SystemError) {
                try spare.write(header.encoded().span, at: 0)
                try spare.sync()
                try directory.rename(LogFormat.spareName, to: name.log)
                try directory.sync()
                return try directory.file(name.log, writable: true)
            } catch {
                // It must not keep the space that the next try may need.
                _ = Result { () throws(SystemError) in
                    try directory.remove(LogFormat.spareName)
                    hasMadeRoom = true
                }
                // Of the spare segment nothing is lost but zeros: the segment can be made without, and nobody
                // need know. Any other failed sync is final.
                guard ["rename", "fdatasync"].contains(error.call) else { throw error }
            }
        }
        let file = try directory.create(name.log)
        try file.write(header.encoded().span, at: 0)
        try file.sync()
        try directory.sync()
        return file
    }

    /// Sets the filler on the active segment.
    func beginFilling() throws(SystemError) {
        guard options.fillAheadBytes > 0 else { return }
        let own = try directory.file(tail.header.name.log, writable: true)
        let end = max(try own.length(), tail.offset)
        filler.begin(own, filled: end, written: tail.offset, limit: capacity)
    }

    /// Seals the active segment if it holds bytes that are to go.
    func sealActive(_ reply: Reply<Bool>) {
        flush()
        let isDirty = state.lock.withLock { (state.index.deadBytes[tail.slot] ?? 0) > 0 }
        guard isDirty else { return reply.resume(.success(false)) }
        do throws(SystemError) {
            try clean()
            try roll(making: 0)
            reply.resume(.success(true))
        } catch {
            reply.resume(.failure(note(error)))
        }
    }

    /// Notes where the log ends, so that damage of the last frames is not taken for a torn write.
    func finish() {
        filler.begin(nil, filled: 0, written: 0, limit: 0)
        if case .readOnly? = finalObstacle { return }
        _ = Result { () throws(SystemError) in
            try clean()
            try file.truncate(to: tail.offset)
            try file.sync()
            try manifestLock.withLock { () throws(SystemError) in
                var manifest = state.lock.withLock { state.manifest }
                let end = Manifest.End(offset: tail.offset, batch: tail.nextBatch &- 1)
                guard manifest.knownEnd != end else { return }
                manifest.knownEnd = end
                try directory.replace(LogFormat.manifestName, with: manifest.encoded())
                state.lock.withLock { state.manifest = manifest }
            }
        }
    }
}
