import Octets

/// Reads records where the index says that they stand. Used inside the store's lock, or on a snapshot.
struct LogReader {
    let index: LogIndex
    let segments: ContiguousArray<LogSegment?>

    /// The segment in which a record stands.
    func segment(_ location: Location) -> LogSegment? {
        location.slot < segments.count ? segments[location.slot] : nil
    }

    /// The message at a position that exists.
    func message(_ position: Int64, _ entry: Entry) throws(StoreError) -> Message {
        guard let segment = segment(entry.location) else {
            throw .damaged("position \(position): its segment is missing")
        }
        return try segment.message(at: entry, position: position)
    }

    /// The position of a stream's message with that id.
    func position(of id: UUID, in stream: StreamSlot) throws(StoreError) -> Int64? {
        try record(of: id, in: stream)?.position
    }

    /// The version of a stream's message with that id.
    func version(of id: UUID, in stream: StreamSlot) throws(StoreError) -> Int32? {
        try record(of: id, in: stream)?.version
    }

    /// The record of a stream's message with that id.
    private func record(
        of id: UUID, in stream: StreamSlot
    ) throws(StoreError) -> MessageRecord? {
        var found: MessageRecord?
        var failure: StoreError?
        index.ids.candidates(index.ids.hash(id), in: stream.number) { position in
            guard let entry = index.entries[position], entry.stream == stream.number else {
                return false
            }
            do throws(StoreError) {
                let record = try record(entry, position)
                guard record.id == id else { return false }
                found = record
                return true
            } catch {
                failure = error
                return true
            }
        }
        if let failure { throw failure }
        return found
    }

    /// The lowest position of a message with that id in any stream; `isShown` tells which count.
    func position(of id: UUID, where isShown: (Int64, Entry) -> Bool) throws(StoreError) -> Int64? {
        var positions: [Int64] = []
        index.ids.candidates(index.ids.hash(id)) { positions.append($0) }
        for position in positions.sorted() {
            guard let entry = index.entries[position], isShown(position, entry) else { continue }
            if try self.id(entry, position) == id { return position }
        }
        return nil
    }

    /// A message's id, from its record.
    func id(_ entry: Entry, _ position: Int64) throws(StoreError) -> UUID {
        try record(entry, position).id
    }

    /// The fixed part of a message's record.
    private func record(_ entry: Entry, _ position: Int64) throws(StoreError) -> MessageRecord {
        guard let segment = segment(entry.location) else {
            throw .damaged("position \(position): its segment is missing")
        }
        return try segment.record(at: entry, position: position)
    }

    /// The newest existing message of a stream.
    func newest(in stream: StreamSlot) -> (position: Int64, entry: Entry)? {
        index.live(in: stream, from: stream.lastVersion, forwards: false)
    }

    /// What a metadata stream says, and at which version.
    func metadata(saidIn stream: StreamSlot) throws(StoreError) -> StreamMetadata? {
        guard let (position, entry) = newest(in: stream),
            let payload = try message(position, entry).payload
        else { return nil }
        return MetadataRecord.metadata(from: payload)
    }

    /// How long messages are kept by what a metadata stream says. Nothing is dropped because of a record
    /// that cannot be read.
    func retention(saidIn stream: StreamSlot, of target: StreamID) -> Retention {
        let said = Result { () throws(StoreError) in try metadata(saidIn: stream) }
        guard case .success(let metadata?) = said else { return .none }
        return Retention(metadata, of: target)
    }
}
