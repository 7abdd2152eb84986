import Octets

extension MemoryStore {
    package func append(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) async throws(StoreError) -> AppendResult {
        try appendNow(messages, to: stream, expecting: expected)
    }

    package func appendCall(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) -> AppendCall? {
        AppendCall(messages, to: stream, expecting: expected) { [self] call in
            call.result = Result { () throws(StoreError) in
                try appendNow(call.messages, to: call.stream, expecting: call.expected)
            }
            return call.finish()
        }
    }

    private func appendNow(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) throws(StoreError) -> AppendResult {
        do throws(StoreError) {
            let result = try decide(messages, to: stream, expecting: expected)
            if !result.isRepeat { lock.withLock { counted.appends += 1 } }
            return result
        } catch {
            if case .wrongExpectedVersion = error { lock.withLock { counted.conflicts += 1 } }
            throw error
        }
    }

    private func decide(
        _ messages: [NewMessage], to stream: StreamID, expecting expected: ExpectedVersion
    ) throws(StoreError) -> AppendResult {
        try write { state, moment throws(StoreError) in
            let present = state.streams[stream]
            let decision = try AppendDecision.decide(
                messages, to: stream, expecting: expected, head: state.head(of: stream)
            ) { present?.versions[$0] }
            switch decision {
            case .insert(let first):
                let target = state.stream(stream)
                state.insert(messages, into: target, at: moment)
                return AppendResult(
                    currentVersion: target.lastVersion, currentPosition: target.lastPosition,
                    firstVersion: first, isRepeat: false)
            case .create:
                _ = state.stream(stream)
                return AppendResult(
                    currentVersion: -1, currentPosition: -1, firstVersion: nil, isRepeat: false)
            case .alreadyThere(let first):
                return AppendResult(
                    currentVersion: present?.lastVersion ?? -1,
                    currentPosition: present?.lastPosition ?? -1, firstVersion: first,
                    isRepeat: true)
            case .unchecked(let version):
                return AppendResult(
                    currentVersion: version, currentPosition: state.head, firstVersion: nil,
                    isRepeat: true)
            }
        }
    }
}
