import Octets

extension LogWriter {
    /// Replaces what is said of a stream, and trims the stream accordingly in the same frame.
    func setMetadata(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion,
        _ reply: Reply<Int32>
    ) {
        guard let metadataStream = stream.metadataStream else {
            batch.answers.append(
                .version(reply, .failure(.tooLarge(limit: StreamID.maximumLength - 2))))
            return
        }
        if batch.streams.place(stream) != nil || batch.streams.place(metadataStream) != nil {
            flush()
        }
        settle(nil)
        var more = 0
        let result = Result { () throws(StoreError) -> Int32 in
            let (slot, said, current) = try state.lock.withLock {
                () throws(StoreError) -> (StreamSlot?, StreamSlot?, StreamMetadata?) in
                let said = state.index.stream(metadataStream)
                let reader = LogReader(index: state.index, segments: state.segments)
                return (
                    state.index.stream(stream), said,
                    try said.flatMap { said throws(StoreError) in try reader.metadata(saidIn: said)
                    }
                )
            }
            let decision = try MetadataDecision.decide(
                metadata, of: stream, expecting: expected,
                head: StreamHead(lastVersion: said?.lastVersion), current: current)
            guard decision == .write else { return said?.lastVersion ?? -1 }
            batch.beginFrame()
            add([MetadataRecord.message(metadata, of: stream)], to: metadataStream, said)
            let version = batch.streams[metadataStream]?.lastVersion ?? -1
            if let slot {
                _ = begin(stream, slot)
                let excess = Retention(metadata, of: stream).excess(of: slot.liveCount)
                if excess > 0 { trim(stream, slot, count: min(excess, LogWriter.frameTrims)) }
                more = max(excess - LogWriter.frameTrims, 0)
            }
            trimMetadata(metadataStream, said)
            batch.endFrame()
            sealMetadata(metadataStream, of: stream)
            return version
        }
        batch.answers.append(.version(reply, result))
        trimMore(stream, more)
    }

    /// Metadata streams may have metadata too.
    private func trimMetadata(_ metadataStream: StreamID, _ said: StreamSlot?) {
        guard let said else { return }
        let count = batch.streams[metadataStream]?.liveCount ?? 0
        let excess = said.retention.excess(of: count)
        if excess > 0 { trim(metadataStream, said, count: min(excess, LogWriter.frameTrims)) }
    }

    /// Removes what was too much for one frame.
    private func trimMore(_ stream: StreamID, _ excess: Int) {
        var excess = excess
        while excess > 0 {
            guard flush() == nil else { return }
            let slot = state.lock.withLock { state.index.stream(stream) }
            guard let slot else { return }
            batch.beginFrame()
            _ = begin(stream, slot)
            trim(stream, slot, count: min(excess, LogWriter.frameTrims))
            batch.endFrame()
            excess -= LogWriter.frameTrims
        }
    }
}
