package import Octets

extension MemoryStore {
    @discardableResult
    package func deleteStream(
        _ stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> Bool {
        try write { state, moment throws(StoreError) in
            try DeleteDecision.check(stream, expecting: expected, head: state.head(of: stream))
            var records: [NewMessage] = []
            var wasThere = false
            for id in [stream, stream.metadataStream].compactMap(\.self) {
                guard let target = state.streams[id] else { continue }
                state.removeStream(target, at: moment)
                records.append(DeletionRecord.stream(id))
                wasThere = true
            }
            if state.isRecorded(stream) { state.record(records, at: moment) }
            return wasThere
        }
    }

    @discardableResult
    package func deleteMessage(
        in stream: StreamID, at version: Int32
    ) async throws(StoreError) -> Bool {
        try write { state, moment throws(StoreError) in
            guard let target = state.streams[stream], target.positions[Int64(version)] != nil
            else { return false }
            state.remove([version], from: target, isRecorded: true, at: moment)
            return true
        }
    }

    @discardableResult
    package func deleteMessage(
        in stream: StreamID, withID id: UUID
    ) async throws(StoreError) -> Bool {
        try write { state, moment throws(StoreError) in
            guard let target = state.streams[stream], let version = target.versions[id] else {
                return false
            }
            state.remove([version], from: target, isRecorded: true, at: moment)
            return true
        }
    }

    package func truncate(_ stream: StreamID, before version: Int32) async throws(StoreError) {
        try write { state, moment throws(StoreError) in
            guard let target = state.streams[stream] else { return }
            let gone = state.oldest(.max, of: target).prefix { $0 < version }
            state.remove(Array(gone), from: target, isRecorded: false, at: moment)
        }
    }
}
