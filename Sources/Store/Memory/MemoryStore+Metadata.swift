import Octets

extension MemoryStore {
    package func metadata(
        of stream: StreamID
    ) async throws(StoreError) -> StreamMetadata.Versioned {
        lock.withLock { state.metadata(of: stream) ?? .none }
    }

    @discardableResult
    package func setMetadata(
        _ metadata: StreamMetadata, of stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Int32 {
        guard let metadataStream = stream.metadataStream else {
            throw .tooLarge(limit: StreamID.maximumLength - 2)
        }
        let version = try write { state, moment throws(StoreError) in
            let head = state.head(of: metadataStream)
            let decision = try MetadataDecision.decide(
                metadata, of: stream, expecting: expected, head: head,
                current: state.metadata(of: stream)?.metadata)
            guard decision == .write else { return head.lastVersion ?? -1 }
            let target = state.stream(metadataStream)
            state.insert(
                [MetadataRecord.message(metadata, of: stream)], into: target, at: moment)
            if let subject = state.streams[stream] { state.trim(subject, at: moment) }
            return target.lastVersion
        }
        if metadata.maxAge != nil { startPurging() }
        return version
    }
}
