import Octets

extension MemoryStore {
    package func listStreams(_ query: StreamListQuery) async throws(StoreError) -> StreamList {
        lock.withLock {
            // The token is the number of the first name that was not looked at.
            let after = query.after ?? 0
            var list = StreamList(streams: [], next: after, isEnd: true)
            var number = Int64(exactly: after).flatMap { state.names.next(from: $0) }
            while let found = number, let name = state.names[found] {
                if query.pattern.matches(name) {
                    if list.streams.count >= query.limit {
                        list.isEnd = false
                        return list
                    }
                    list.streams.append(name)
                    list.next = UInt64(found) + 1
                }
                number = state.names.next(from: found + 1)
            }
            list.next = max(after, UInt64(state.names.end))
            return list
        }
    }
}
