import Glibc
import Octets

extension ByteStreamStore {
    /// What became of a queue that was to be deleted.
    package enum QueueDeletion: Hashable, Sendable {
        case deleted
        /// There are streams in it, and they were not to be deleted with it.
        case notEmpty
        /// There is no queue of that name.
        case unknown
    }

    private static let ending = ".queue"

    /// Deletes a queue, and its streams if it is `purging`; a later one of the same name begins with 1 again. A stream
    /// that came into it at the last moment and was not to be deleted gets a place again.
    package func deleteQueue(
        _ name: QueueName, purging: Bool
    ) throws(BlobError) -> QueueDeletion {
        try BlobError.mapping { () throws(SystemError) in
            guard directory.identity(of: Self.place(name)) != nil else { return .unknown }
            if !purging, try neighbour(in: name, of: nil, .ascending) != nil { return .notEmpty }
            // Until the end: nobody takes what is under way for what a killed process left. Nil: it is being deleted.
            guard let lock = try directory.lockDirectory(Self.place(name)) else { return .unknown }
            defer { _ = flock(lock.raw, LOCK_UN) }
            let grave = "\(BlobTemporary.room)/\(UUID.random())\(Self.ending)"
            try directory.makeRoom(BlobTemporary.room)
            do throws(SystemError) {
                try directory.rename(Self.place(name), to: grave)
            } catch {
                if error.code == ENOENT { return .unknown }
                throw error
            }
            marks[name] = nil
            try directory.sync(Self.queuesName)
            try finish(grave, purging: purging)
            return .deleted
        }
    }

    /// Ends deletions of queues that a killed process had begun. Their streams are kept, and adopted. What cannot be
    /// ended stays until the next time.
    func finishDeletions() throws(BlobError) {
        try BlobError.mapping { () throws(SystemError) in
            let graves = try directory.entries(in: BlobTemporary.room) { name -> String? in
                guard name.hasSuffix(Self.ending) else { return nil }
                let id = String(name.dropLast(Self.ending.count))
                return UUID(id)?.description == id ? "\(BlobTemporary.room)/\(name)" : nil
            }
            for grave in graves {
                guard let lock = try? directory.lockDirectory(grave) else { continue }
                defer { _ = flock(lock.raw, LOCK_UN) }
                try? finish(grave, purging: false)
            }
        }
    }

    private func finish(_ grave: String, purging: Bool) throws(SystemError) {
        for place in try directory.entries(in: grave, { $0 }) {
            let record = "\(grave)/\(place)"
            if QueuePosition.sequence(place) != nil, let text = directory.recorded(record),
                let file = text.split(separator: "/").last,
                let id = Self.id(ofFileNamed: String(file))
            {
                // A stream that came too late for this queue is on its way into the next one, or there.
                let isUnderWay = directory.exists(BlobTemporary.name(of: id))
                let position = knownPosition(of: id)
                if purging, !isUnderWay, position == nil,
                    try directory.remove(Self.fileName(id))
                {
                    directory.removeNote(named: "\(id)")
                    shelf.counters.deleted()
                }
                if position == nil {
                    try directory.remove("\(Self.streamsName)/\(id)")
                }
            }
            do throws(SystemError) {
                try directory.remove(record)
            } catch {
                // A directory is none of ours, and stays.
                if error.code != EISDIR { throw error }
            }
        }
        directory.removeDirectory(grave)
        if purging { try directory.sync() }
    }
}
