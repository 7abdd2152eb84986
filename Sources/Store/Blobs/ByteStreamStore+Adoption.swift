import Glibc
import Octets

extension ByteStreamStore {
    /// How long a file of a stream must have been left alone before it is taken for whole, in ticks: others write
    /// under the final name.
    private static let quiet: Int64 = Timestamp.ticksPerSecond

    /// Gives a place in the queue `default` to streams that have none, in the order in which they were written:
    /// those of an instance of the original, those put there by hand, those whose server was killed or lost power
    /// in between. Returns how many. Does nothing if that was done just now, unless it `isUrgent`.
    @discardableResult
    package func adopt(isUrgent: Bool = false) throws(BlobError) -> Int {
        guard marks.beginAdoption(isUrgent: isUrgent) else { return 0 }
        defer { marks.endAdoption() }
        return try BlobError.mapping { () throws(SystemError) in
            var orphans = try streamsWithoutPlace()
            if orphans.isEmpty { return 0 }
            // A place may only not be known.
            for queue in try queueNames() { try rememberPlaces(of: queue) }
            orphans.removeAll { knownPosition(of: $0.id) != nil }
            orphans.sort { ($0.written, $0.id) < ($1.written, $1.id) }
            var adopted = 0
            for orphan in orphans where try adopt(orphan.id) { adopted += 1 }
            if adopted > 0 { try directory.sync(Self.place(.main)) }
            return adopted
        }
    }

    private func streamsWithoutPlace() throws(SystemError) -> [(id: UUID, written: Timestamp)] {
        let limit = Timestamp(ticks: Timestamp.now().ticks &- Self.quiet)
        var found: [(id: UUID, written: Timestamp)] = []
        try directory.forEachName { entry in
            guard let id = Self.id(ofFileNamed: entry),
                !directory.exists("\(Self.streamsName)/\(id)"),
                !directory.exists(BlobTemporary.name(of: id)),
                let status = try? directory.status(of: entry), status.modified <= limit
            else { return true }
            found.append((id, status.modified))
            return true
        }
        return found
    }

    /// Of several that try, in whatever processes, one holds the temporary name of the stream.
    private func adopt(_ id: UUID) throws(SystemError) -> Bool {
        guard let marker = try BlobTemporary.make(id, in: directory) else { return false }
        defer { marker.remove() }
        guard knownPosition(of: id) == nil, try directory.status(of: Self.fileName(id)) != nil
        else {
            return false
        }
        try remember(id, at: try enqueue(id, in: .main))
        return true
    }

    /// How many deleted streams in front of the first one of a queue keep their places, so that one can go on from
    /// them.
    package static let keptPlaces: UInt64 = 65_536

    /// Forgets the places of streams at the head of a queue that were deleted long ago, but for the newest
    /// ``keptPlaces`` of them and the queue's last place. Returns how many.
    @discardableResult
    package func forgetPlaces(keeping kept: UInt64 = ByteStreamStore.keptPlaces) throws(BlobError)
        -> UInt64
    {
        try BlobError.mapping { () throws(SystemError) in
            var forgotten: UInt64 = 0
            for queue in try queueNames() {
                guard let mark = try ends(of: queue), mark.last >= mark.first else { continue }
                let live = try neighbour(in: queue, of: nil, .ascending)?.position.sequence
                let end = min(live ?? mark.last, mark.last)
                guard end > kept, end - kept > mark.first else { continue }
                for sequence in mark.first..<(end - kept) {
                    let position = QueuePosition(queue, sequence)
                    if let id = occupant(of: position) {
                        _ = try? directory.remove("\(Self.streamsName)/\(id)")
                    }
                    try directory.remove(Self.place(position))
                    forgotten += 1
                }
            }
            return forgotten
        }
    }
}
