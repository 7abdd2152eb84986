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

    /// Ends deletions of queues that a killed process had begun. Their streams are kept, and adopted.
    func finishDeletions() throws(BlobError) {
        try BlobError.mapping { () throws(SystemError) in
            let graves = try directory.entries(in: BlobTemporary.room) { name in
                name.hasSuffix(Self.ending) && name.utf8.count == 36 + Self.ending.utf8.count
                    ? name : nil
            }
            for grave in graves { try finish("\(BlobTemporary.room)/\(grave)", purging: false) }
        }
    }

    private func finish(_ grave: String, purging: Bool) throws(SystemError) {
        for place in try directory.entries(in: grave, { $0 }) {
            let record = "\(grave)/\(place)"
            if QueuePosition.sequence(place) != nil, let text = directory.recorded(record),
                let file = text.split(separator: "/").last,
                let id = Self.id(ofFileNamed: String(file))
            {
                if purging, try directory.remove(Self.fileName(id)) {
                    directory.removeNote(named: "\(id)")
                    shelf.counters.deleted()
                }
                // A stream that has another place by now keeps it.
                if knownPosition(of: id) == nil {
                    try directory.remove("\(Self.streamsName)/\(id)")
                }
            }
            try directory.remove(record)
        }
        directory.removeDirectory(grave)
        if purging { try directory.sync() }
    }
}
