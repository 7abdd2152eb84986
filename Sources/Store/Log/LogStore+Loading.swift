import Octets
import Synchronization

extension LogStore {
    package func countRead(ofMessages count: Int) {
        state.counters.reads.wrappingAdd(1, ordering: .relaxed)
        guard count > 0 else { return }
        state.counters.readMessages.wrappingAdd(UInt64(count), ordering: .relaxed)
    }

    /// The messages that were found for a query. Those of a stream are of that stream: an index file or a
    /// record that checks may say so of another one's all the same.
    /// Nil where one was deleted since, and its payload with it: then the page must be found anew.
    func load(
        _ found: FoundMessages, for query: StreamQuery
    ) async throws(StoreError) -> Messages? {
        let messages: Messages
        do throws(StoreError) {
            messages = try await load(found, includesPayloads: query.includesPayloads)
        } catch {
            if isAnyGone(found) { return nil }
            throw error
        }
        try check(messages, of: query.source)
        return messages
    }

    /// Throws if one of these is no message of the source: its record checks, and is another one all the same.
    func check(_ messages: Messages, of source: StreamQuery.Source) throws(StoreError) {
        if case .stream(let id) = source, !messages.areAll(of: id) {
            throw .damaged("a record says another stream than the index")
        }
    }

    /// The messages themselves, in the order given. On the caller's thread if that need not wait for the
    /// disk, else on the pool.
    func load(
        _ found: FoundMessages, includesPayloads: Bool
    ) async throws(StoreError) -> Messages {
        countRead(ofMessages: found.messages.count)
        guard !found.messages.isEmpty else { return Messages() }
        let files = payloadFiles
        if found.areResident(withPayloads: includesPayloads) {
            return try found.read(includesPayloads: includesPayloads, from: files)
        }
        return try await readPool.run { () throws(StoreError) in
            try found.read(includesPayloads: includesPayloads, from: files)
        }
    }

    /// Whether one of these was deleted since it was found, so that the file of its payload may be gone, too. Then
    /// it is no damage that it could not be read.
    func isAnyGone(_ found: FoundMessages) -> Bool {
        state.lock.withLock {
            found.messages.contains {
                $0.entry.isReference && !state.index.entries.isLive($0.position)
            }
        }
    }
}
