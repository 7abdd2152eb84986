import Octets

/// What a ``MemoryStore`` remembers, and how it changes. Guarded by the store's lock.
struct MemoryState {
    /// A message and the stream that holds it.
    struct Entry {
        let message: Message
        let stream: MemoryStream
    }

    let tracksDeletions: Bool
    private(set) var messages = Numbered<Entry>()
    private(set) var streams: [StreamID: MemoryStream] = [:]
    /// The names of the streams in the order of creation.
    private(set) var names = Numbered<StreamID>()
    /// The lowest position of each id, and the others of the few ids that stand in several streams.
    private var positions: [UUID: Int64] = [:]
    private var morePositions: [UUID: [Int64]] = [:]
    /// The metadata in force, by the stream that it speaks of.
    private var metadata: [StreamID: StreamMetadata.Versioned] = [:]
    /// The last message's creation.
    private(set) var lastCreated = Timestamp(ticks: .min)

    /// Rises with every write, whatever it changes.
    var revision: UInt64 = 0
    /// Whether messages of any stream have ever expired by their age.
    private(set) var hasExpiring = false

    init(tracksDeletions: Bool) { self.tracksDeletions = tracksDeletions }

    /// The position of the newest message, there or not.
    var head: Int64 { messages.end - 1 }

    /// What the rules need to know of a stream.
    func head(of stream: StreamID) -> StreamHead {
        StreamHead(lastVersion: streams[stream]?.lastVersion)
    }

    /// The metadata in force; nil if there is none.
    func metadata(of stream: StreamID) -> StreamMetadata.Versioned? { metadata[stream] }

    /// The positions at which an id stands, the lowest first.
    func positions(of id: UUID) -> [Int64] {
        guard let first = positions[id] else { return [] }
        return [first] + (morePositions[id] ?? [])
    }

    /// Makes a stream exist.
    mutating func stream(_ id: StreamID) -> MemoryStream {
        if let stream = streams[id] { return stream }
        let said = metadata[id]?.metadata
        // A name out of a request would keep all of the request's head.
        let id = id.detached
        let stream = MemoryStream(
            id, number: names.append(id), retention: said.map { Retention($0, of: id) } ?? .none)
        hasExpiring = hasExpiring || stream.retention.maxAge != nil
        streams[id] = stream
        return stream
    }

    /// Appends messages that the rules let through, and trims what is too many then.
    mutating func insert(_ batch: [NewMessage], into stream: MemoryStream, at moment: Timestamp) {
        lastCreated = max(lastCreated, moment)
        for message in batch {
            let position = messages.end
            let version = stream.lastVersion + 1
            stream.positions.append(position)
            stream.versions[message.id] = version
            stream.lastPosition = position
            stream.payloadBytes += UInt64(message.payload.bytes.count)
            // Copies, because what came in may be a window into a whole request.
            let bytes = Bytes(copying: message.payload.bytes.span)
            messages.append(
                Entry(
                    message: Message(
                        position: position, stream: stream.id, version: version, id: message.id,
                        type: Bytes(copying: message.type.span), created: lastCreated,
                        metadata: Bytes(copying: message.metadata.span),
                        format: message.payload.format, payloadLength: bytes.count,
                        payload: Payload(message.payload.format, bytes)),
                    stream: stream))
            if positions[message.id] == nil {
                positions[message.id] = position
            } else {
                morePositions[message.id, default: []].append(position)
            }
        }
        if stream.id.isMetadata { refreshMetadata(saidIn: stream.id) }
        trim(stream, at: moment)
    }

    /// Takes away the oldest messages of a stream that are too many.
    mutating func trim(_ stream: MemoryStream, at moment: Timestamp) {
        let excess = stream.retention.excess(of: stream.versions.count)
        guard excess > 0 else { return }
        remove(oldest(excess, of: stream), from: stream, isRecorded: true, at: moment)
    }

    /// Takes away the messages that have expired.
    mutating func purge(at moment: Timestamp) {
        for stream in streams.values where stream.retention.maxAge != nil {
            var expired: [Int32] = []
            var version = stream.positions.next(from: 0)
            while let found = version, let position = stream.positions[found],
                let created = messages[position]?.message.created,
                stream.retention.hasExpired(created, at: moment)
            {
                expired.append(Int32(truncatingIfNeeded: found))
                version = stream.positions.next(from: found + 1)
            }
            remove(expired, from: stream, isRecorded: true, at: moment)
        }
    }

    /// Takes messages away, and says so in `$deleted` if asked and if the rules say that it is said.
    mutating func remove(
        _ versions: [Int32], from stream: MemoryStream, isRecorded: Bool, at moment: Timestamp
    ) {
        var records: [NewMessage] = []
        for version in versions {
            guard let position = stream.positions.remove(Int64(version)),
                let entry = messages.remove(position)
            else { continue }
            stream.versions[entry.message.id] = nil
            stream.payloadBytes -= UInt64(entry.message.payloadLength)
            forget(entry.message.id, at: position)
            if isRecorded, self.isRecorded(stream.id) {
                records.append(DeletionRecord.message(entry.message.id, in: stream.id))
            }
        }
        if stream.id.isMetadata { refreshMetadata(saidIn: stream.id) }
        record(records, at: moment)
    }

    /// Takes a stream and its messages away; nothing is recorded.
    mutating func removeStream(_ stream: MemoryStream, at moment: Timestamp) {
        remove(oldest(.max, of: stream), from: stream, isRecorded: false, at: moment)
        streams[stream.id] = nil
        names.remove(stream.number)
    }

    /// Whether deletions in that stream are recorded.
    func isRecorded(_ stream: StreamID) -> Bool {
        tracksDeletions && DeletionRecord.isRecorded(stream)
    }

    /// Writes down deletions.
    mutating func record(_ records: [NewMessage], at moment: Timestamp) {
        guard !records.isEmpty else { return }
        insert(records, into: stream(.deleted), at: moment)
    }

    /// The versions of the first messages of a stream.
    func oldest(_ count: Int, of stream: MemoryStream) -> [Int32] {
        var versions: [Int32] = []
        var version = stream.positions.next(from: 0)
        while let found = version, versions.count < count {
            versions.append(Int32(truncatingIfNeeded: found))
            version = stream.positions.next(from: found + 1)
        }
        return versions
    }

    /// Puts into force what a metadata stream's newest message says, nothing if there is none.
    private mutating func refreshMetadata(saidIn metadataStream: StreamID) {
        let name = metadataStream.bytes[2..<metadataStream.bytes.count]
        guard let target = StreamID(name) else { return }
        var said: StreamMetadata.Versioned?
        if let stream = streams[metadataStream],
            let version = stream.positions.previous(from: .max),
            let position = stream.positions[version],
            let payload = messages[position]?.message.payload
        {
            said = StreamMetadata.Versioned(
                version: Int32(truncatingIfNeeded: version),
                metadata: MetadataRecord.metadata(from: payload) ?? StreamMetadata())
        }
        metadata[target] = said
        let retention = said.map { Retention($0.metadata, of: target) } ?? .none
        streams[target]?.retention = retention
        hasExpiring = hasExpiring || retention.maxAge != nil
    }

    private mutating func forget(_ id: UUID, at position: Int64) {
        var others = morePositions[id] ?? []
        if positions[id] == position {
            positions[id] = others.isEmpty ? nil : others.removeFirst()
        } else {
            others.removeAll { $0 == position }
        }
        morePositions[id] = others.isEmpty ? nil : others
    }
}
