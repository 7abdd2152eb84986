import Octets
import Synchronization

extension LogWriter {
    /// Appends a batch of messages, or finds that it is there already.
    func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion,
        _ reply: Reply<AppendResult>
    ) {
        let result = Result { () throws(StoreError) -> AppendResult in
            try checkSize(messages)
            settle(stream)
            if stream.isMetadata { settle(stream.metadataTarget) }
            return try decide(messages, to: stream, expecting: expected)
        }
        if case .failure(.wrongExpectedVersion) = result {
            state.counters.conflicts.wrappingAdd(1, ordering: .relaxed)
        }
        batch.answers.append(.append(reply, result))
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
        if let stream, batch.streams[stream]?.isSealed == true { flush() }
        if options.tracksDeletions, batch.streams[.deleted]?.isSealed == true { flush() }
    }

    private func decide(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) throws(StoreError) -> AppendResult {
        let (slot, retention) = state.lock.withLock {
            let slot = state.index.stream(stream)
            return (slot, slot?.retention ?? state.index.retentions[stream] ?? .none)
        }
        var pending = batch.streams[stream]
        let head = StreamHead(lastVersion: pending?.lastVersion ?? slot?.lastVersion)
        var failure: StoreError?
        let decision = try AppendDecision.decide(
            messages, to: stream, expecting: expected, head: head
        ) { id in
            if let version = pending?.version(of: id) { return version }
            guard let slot else { return nil }
            do throws(StoreError) {
                let version = try self.version(of: id, in: slot)
                guard let version, version >= pending?.trimmedBelow ?? 0 else { return nil }
                return version
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        switch decision {
        case .insert(let first):
            return insert(messages, into: stream, slot, retention, first)
        case .create:
            batch.beginFrame()
            _ = begin(stream, slot)
            batch.endFrame()
            return AppendResult(
                currentVersion: -1, currentPosition: -1, firstVersion: nil, isRepeat: false)
        case .alreadyThere(let first):
            return AppendResult(
                currentVersion: pending?.lastVersion ?? slot?.lastVersion ?? -1,
                currentPosition: pending?.lastPosition ?? slot?.lastPosition ?? -1,
                firstVersion: first, isRepeat: true)
        case .unchecked(let version):
            return AppendResult(
                currentVersion: version, currentPosition: batch.nextPosition - 1,
                firstVersion: nil, isRepeat: true)
        }
    }

    private func version(of id: UUID, in slot: StreamSlot) throws(StoreError) -> Int32? {
        try state.lock.withLock { () throws(StoreError) in
            let reader = LogReader(index: state.index, segments: state.segments)
            guard let position = try reader.position(of: id, in: slot) else { return nil }
            return state.index.entries[position]?.version
        }
    }

    private func insert(
        _ messages: [NewMessage], into stream: StreamID, _ slot: StreamSlot?,
        _ retention: Retention, _ first: Int32
    ) -> AppendResult {
        batch.appends += 1
        batch.beginFrame()
        add(messages, to: stream, slot)
        let excess = retention.excess(of: batch.streams[stream]?.liveCount ?? 0)
        if excess > 0 { trim(stream, slot, count: min(excess, LogWriter.frameTrims)) }
        batch.endFrame()
        if let target = stream.metadataTarget { sealMetadata(stream, of: target) }
        let pending = batch.streams[stream]
        return AppendResult(
            currentVersion: pending?.lastVersion ?? -1,
            currentPosition: pending?.lastPosition ?? -1, firstVersion: first, isRepeat: false)
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
    func seal(_ stream: StreamID) {
        if batch.streams[stream] == nil {
            batch.streams[stream] = PendingStream(nil, number: 0)
        }
        batch.streams[stream]?.isSealed = true
    }

    /// Makes a stream known to the batch, and exist.
    func begin(_ stream: StreamID, _ slot: StreamSlot?) -> UInt32 {
        if let pending = batch.streams[stream] { return pending.number }
        let number = slot?.number ?? batch.nextStream
        batch.streams[stream] = PendingStream(slot, number: number)
        if slot == nil {
            batch.nextStream += 1
            batch.add { writer in
                writer.appendStreamCreated(number, stream)
            } meaning: { _ in
                .streamCreated(number: number, name: stream)
            }
        }
        return number
    }

    /// Adds messages to the frame, behind the stream's last.
    func add(_ messages: [NewMessage], to stream: StreamID, _ slot: StreamSlot?) {
        let number = begin(stream, slot)
        guard var pending = batch.streams.removeValue(forKey: stream) else { return }
        let created = max(options.now().ticks, createdFloor)
        createdFloor = created
        for message in messages where pending.lastVersion < .max {
            let position = batch.nextPosition
            let version = pending.lastVersion + 1
            batch.nextPosition += 1
            pending.lastVersion = version
            pending.lastPosition = position
            pending.liveCount += 1
            pending.added.append((message.id, position))
            let hash = hasher.hash(message.id)
            batch.add { writer in
                writer.appendMessage(
                    message, stream: stream, number: number, version: version,
                    position: position, created: created)
            } meaning: { offset in
                .message(
                    position: position, hash: hash,
                    Entry(
                        location: Location(slot: 0, offset: offset), created: created,
                        stream: number, version: version,
                        payloadLength: UInt32(truncatingIfNeeded: message.payload.bytes.count),
                        metadataLength: UInt32(truncatingIfNeeded: message.metadata.count)))
            }
        }
        batch.streams[stream] = pending
    }
}
