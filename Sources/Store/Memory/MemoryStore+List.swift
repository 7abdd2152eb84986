import Octets

extension MemoryStore {
    package func listStreams(_ query: StreamListQuery) async throws(StoreError) -> StreamList {
        var walk = StreamListWalk(query)
        while walk.goesOn {
            lock.withLock {
                walk.look(end: Int(state.names.end)) { state.names[Int64($0)] }
            }
        }
        return walk.list
    }
}
