import Octets
import Synchronization

extension LogWriter {
    /// Appends a batch of messages, or finds that it is there already. What comes of it may be told when the
    /// batch is committed.
    /// - Parameter kept: the files of its long payloads, which are removed if nothing comes of it.
    func append(
        _ messages: [NewMessage], _ kept: KeptPayloads?, to stream: StreamID,
        expecting expected: ExpectedVersion
    ) -> Result<AppendResult, StoreError> {
        let result = Result { () throws(StoreError) -> AppendResult in
            try checkSize(messages)
            settle(stream)
            if stream.isMetadata { settle(stream.metadataTarget) }
            return try decide(messages, kept, to: stream, expecting: expected)
        }
        if let kept, !kept.isUsed { sweeper.remove(kept.names) }
        if case .failure(.wrongExpectedVersion) = result {
            state.counters.conflicts.wrappingAdd(1, ordering: .relaxed)
        }
        return result
    }

    private func checkSize(_ messages: [NewMessage]) throws(StoreError) {
        var size = 0
        for message in messages {
            size += message.storedLength
            guard message.type.count <= Int(UInt16.max) else {
                throw .tooLarge(limit: Int(UInt16.max))
            }
            if case .other(let contentType) = message.payload.format,
                contentType.count > Int(UInt16.max)
            {
                throw .tooLarge(limit: Int(UInt16.max))
            }
        }
        guard size <= options.appendBytes else { throw .tooLarge(limit: options.appendBytes) }
    }

    /// Commits the batch if it does something to a stream that the rules could not see yet.
    func settle(_ stream: StreamID?) {
        guard batch.streams.hasSealed else { return }
        if let stream, batch.streams.isSealed(stream) { flush() }
        if options.tracksDeletions, batch.streams.isSealed(.deleted) { flush() }
    }

    private func decide(
        _ messages: [NewMessage], _ kept: KeptPayloads?, to stream: StreamID,
        expecting expected: ExpectedVersion
    ) throws(StoreError) -> AppendResult {
        // No lock here: of streams, versions and ids nobody but this thread changes anything.
        let slot = state.index.stream(stream)
        let place = batch.streams.place(stream)
        let lastVersion = place.map { batch.streams[$0].lastVersion } ?? slot?.lastVersion
        var failure: StoreError?
        let decision = try AppendDecision.decide(
            messages, to: stream, expecting: expected, head: StreamHead(lastVersion: lastVersion)
        ) { id in
            if let place, let version = batch.streams[place].version(of: id) { return version }
            guard let slot else { return nil }
            do throws(StoreError) {
                let version = try self.version(of: id, in: slot)
                let floor = place.map { batch.streams[$0].trimmedBelow } ?? 0
                guard let version, version >= floor else { return nil }
                return version
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        switch decision {
        case .insert(let first):
            let retention = slot?.retention ?? state.index.retentions[stream] ?? .none
            return insert(messages, kept, into: stream, slot, retention, first)
        case .create:
            batch.beginFrame()
            _ = begin(stream, slot)
            batch.endFrame()
            return AppendResult(
                currentVersion: -1, currentPosition: -1, firstVersion: nil, isRepeat: false)
        case .alreadyThere(let first):
            let lastPosition = place.map { batch.streams[$0].lastPosition } ?? slot?.lastPosition
            return AppendResult(
                currentVersion: lastVersion ?? -1, currentPosition: lastPosition ?? -1,
                firstVersion: first, isRepeat: true)
        case .unchecked(let version):
            return AppendResult(
                currentVersion: version, currentPosition: batch.nextPosition - 1,
                firstVersion: nil, isRepeat: true)
        }
    }

    /// The version at which a message stands in the index. Its record is looked at, of a new id hardly ever.
    private func version(of id: UUID, in slot: StreamSlot) throws(StoreError) -> Int32? {
        guard state.index.ids.hasCandidate(state.index.ids.hash(id)) else { return nil }
        return try state.lock.withLock { () throws(StoreError) in
            let reader = LogReader(index: state.index, segments: state.segments)
            return try reader.version(of: id, in: slot)
        }
    }

    private func insert(
        _ messages: [NewMessage], _ kept: KeptPayloads?, into stream: StreamID,
        _ slot: StreamSlot?, _ retention: Retention, _ first: Int32
    ) -> AppendResult {
        batch.appends += 1
        if let kept {
            kept.isUsed = true
            batch.kept.append(kept)
        }
        batch.beginFrame()
        let place = add(messages, kept, to: stream, slot)
        let excess = retention.excess(of: batch.streams[place].liveCount)
        if excess > 0 { trim(stream, slot, count: min(excess, LogWriter.frameTrims)) }
        batch.endFrame()
        if let target = stream.metadataTarget { sealMetadata(stream, of: target) }
        return AppendResult(
            currentVersion: batch.streams[place].lastVersion,
            currentPosition: batch.streams[place].lastPosition, firstVersion: first,
            isRepeat: false)
    }

    /// The most messages that one frame trims.
    static var frameTrims: Int { 10_000 }

    /// What said of a stream changes with this batch: the next request that asks must wait for it.
    func sealMetadata(_ stream: StreamID, of target: StreamID) {
        seal(stream)
        seal(target)
        batch.saidAnew.append(target)
    }

    /// Has the next request that concerns a stream wait for this batch.
    func seal(_ stream: StreamID) { batch.streams.seal(stream) }

    /// Makes a stream known to the batch, and exist. Returns its place there.
    func begin(_ stream: StreamID, _ slot: StreamSlot?) -> Int {
        if let place = batch.streams.place(stream) { return place }
        let number = slot?.number ?? batch.nextStream
        let place = batch.streams.add(stream, PendingStream(slot, number: number))
        if slot == nil {
            batch.nextStream += 1
            batch.add { writer in
                writer.appendStreamCreated(number, stream)
            } meaning: { _ in
                .streamCreated(number: number, name: stream)
            }
        }
        return place
    }

    /// Adds messages to the frame, behind the stream's last. Returns the stream's place in the batch.
    @discardableResult
    func add(
        _ messages: [NewMessage], _ kept: KeptPayloads? = nil, to stream: StreamID,
        _ slot: StreamSlot?
    ) -> Int {
        let place = begin(stream, slot)
        let number = batch.streams[place].number
        let created = max(options.now().ticks, createdFloor)
        createdFloor = created
        for index in messages.indices where batch.streams[place].lastVersion < .max {
            let message = messages[index]
            let reference = kept?.references[index]
            let position = batch.nextPosition
            batch.nextPosition += 1
            let version = batch.streams[place].add(message.id, at: position)
            let hash = hasher.hash(message.id)
            batch.add { writer in
                writer.appendMessage(
                    message, stream: stream, number: number, version: version,
                    position: position, created: created, reference: reference)
            } meaning: { offset in
                .message(
                    position: position, hash: hash,
                    Entry(
                        location: Location(slot: 0, offset: offset), created: created,
                        stream: number, version: version,
                        payloadLength: UInt32(truncatingIfNeeded: message.payload.bytes.count),
                        metadataLength: UInt32(truncatingIfNeeded: message.metadata.count),
                        isReference: reference != nil))
            }
        }
        return place
    }
}
