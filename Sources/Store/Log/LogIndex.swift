import Octets

/// Where everything stands: derived from the log alone, kept in memory. Not safe by itself: the store's lock
/// guards every use.
final class LogIndex {
    private(set) var entries = EntryTable()
    private(set) var ids: IDTable
    /// The streams by number; nil for those that are gone.
    private(set) var streams: ContiguousArray<StreamSlot?> = []
    private var names = NameTable(parts: 64)
    /// How long messages are kept, of streams of which something was said, existing or not.
    private(set) var retentions: [StreamID: Retention] = [:]
    /// The numbers of existing streams from which messages expire.
    private(set) var expiring: Set<UInt32> = []
    /// About how many bytes of gone messages each segment holds, by its place in memory.
    private(set) var deadBytes: [Int: Int] = [:]
    /// Rises with everything that changes what can be read. Moved records are read as before.
    private(set) var revision: UInt64 = 0
    /// Where the records of removed messages stand whose payloads are files of their own, for whoever removes those;
    /// nil while nobody does.
    private var gone: [Location]?
    /// When the newest message was created, in ticks.
    var createdFloor = Int64.min

    init(hasher: IDHasher) { ids = IDTable(hasher: hasher) }

    /// The position of the newest message, existing or not; -1 for none.
    var head: Int64 { entries.end - 1 }

    /// How many streams exist.
    var streamCount: Int { names.count }

    /// The stream of that name, if it exists.
    func stream(_ name: StreamID) -> StreamSlot? {
        let number = names.number(names.hash(name)) { number in
            streams[number]?.name == name
        }
        return number.flatMap { streams[$0] }
    }

    /// The stream of that number, if it exists.
    func stream(numbered number: UInt32) -> StreamSlot? {
        Int(number) < streams.count ? streams[Int(number)] : nil
    }

    /// Says that every position below `position` and every stream number below `stream` was used.
    func extend(position: Int64, stream: UInt32) {
        entries.extend(to: position)
        while streams.count < Int(stream) { streams.append(nil) }
    }

    /// The number that the next stream gets.
    var nextStream: UInt32 { UInt32(truncatingIfNeeded: streams.count) }

    /// Applies what a durable record says.
    func apply(_ change: IndexChange) {
        revision &+= 1
        switch change {
        case .streamCreated(let number, let name): create(number, name)
        case .streamDeleted(let number): delete(number)
        case .message(let position, let hash, let entry): insert(entry, at: position, hash)
        case .tombstone(let position, let number, let version, let created):
            entries.extend(to: position &+ 1)
            createdFloor = max(createdFloor, created)
            if let stream = stream(numbered: number), version > stream.lastVersion {
                stream.lastVersion = version
                stream.lastPosition = position
                stream.revision = revision
            }
        case .messageDeleted(let position): remove(position)
        case .truncated(let number, let before): truncate(number, before: before)
        case .retention(let name, let retention): set(retention, of: name)
        }
    }

    private func create(_ number: UInt32, _ name: StreamID) {
        guard stream(name) == nil, Int(number) < streams.count + (1 << 24),
            stream(numbered: number) == nil
        else { return }
        while streams.count <= Int(number) { streams.append(nil) }
        let name = name.detached
        let stream = StreamSlot(number: number, name: name)
        stream.retention = retentions[name] ?? .none
        stream.revision = revision
        streams[Int(number)] = stream
        names.insert(names.hash(name), Int(number))
        if stream.retention.maxAge != nil { expiring.insert(number) }
    }

    private func delete(_ number: UInt32) {
        guard let stream = stream(numbered: number) else { return }
        truncate(number, before: .max)
        if let position = stream.versions[.max] { remove(position) }
        streams[Int(number)] = nil
        names.remove(names.hash(stream.name), Int(number))
        expiring.remove(number)
        if let target = stream.name.metadataTarget { set(.none, of: target) }
    }

    /// Enters a message of a stream that exists.
    func insert(_ entry: Entry, at position: Int64, _ hash: UInt64) {
        guard enter(entry, at: position) else { return }
        ids.insert(hash, position: position, stream: entry.stream) { entries.isStillLive($0) }
    }

    /// Enters a message without its id; false if its stream does not exist.
    func enter(_ entry: Entry, at position: Int64) -> Bool {
        guard let stream = stream(numbered: entry.stream) else { return false }
        // Here, not where a change is applied: the writer enters messages without one.
        revision &+= 1
        entries.insert(entry, at: position)
        stream.versions.append(position, at: entry.version)
        stream.lastVersion = max(stream.lastVersion, entry.version)
        stream.lastPosition = max(stream.lastPosition, position)
        stream.liveCount += 1
        stream.revision = revision
        stream.payloadBytes &+= UInt64(entry.payloadLength)
        createdFloor = max(createdFloor, entry.created)
        return true
    }

    /// Takes over the ids of the messages that were entered without.
    func adopt(_ table: consuming IDTable) { ids = table }

    private func remove(_ position: Int64) {
        guard let entry = entries.remove(position) else { return }
        deadBytes[entry.location.slot, default: 0] += entry.approximateSize
        if entry.isReference { gone?.append(entry.location) }
        guard let stream = stream(numbered: entry.stream) else { return }
        stream.liveCount -= 1
        stream.revision = revision
        stream.payloadBytes &-= UInt64(entry.payloadLength)
        var first = stream.versions.nearest(stream.versions.floor, forwards: true)
        while let version = first, !isLive(stream, version) {
            first = version < .max ? stream.versions.nearest(version + 1, forwards: true) : nil
        }
        let beyond = stream.lastVersion < .max ? stream.lastVersion + 1 : .max
        stream.versions.raiseFloor(to: first ?? beyond)
    }

    private func isLive(_ stream: StreamSlot, _ version: Int32) -> Bool {
        stream.versions[version].map { entries.isLive($0) } ?? false
    }

    private func truncate(_ number: UInt32, before: Int32) {
        guard let stream = stream(numbered: number) else { return }
        var next = stream.versions.nearest(stream.versions.floor, forwards: true)
        while let version = next, version < before, version <= stream.lastVersion {
            if let position = stream.versions[version] { remove(position) }
            guard version < .max else { break }
            let beyond = max(version + 1, stream.versions.floor)
            next = stream.versions.nearest(beyond, forwards: true)
        }
    }

    private func set(_ retention: Retention, of name: StreamID) {
        if retention == .none {
            retentions[name] = nil
        } else {
            retentions[name.detached] = retention
        }
        guard let stream = stream(name) else { return }
        stream.retention = retention
        stream.revision = revision
        if retention.maxAge != nil {
            expiring.insert(stream.number)
        } else {
            expiring.remove(stream.number)
        }
    }

    /// From now on notes the records whose payloads are to be removed.
    func beginNotingGone() { gone = [] }

    /// The records that were noted since the last call.
    func takeGone() -> [Location] {
        guard let noted = gone, !noted.isEmpty else { return [] }
        gone = []
        return noted
    }

    /// Says where a message stands now. False if it is gone, or was not there.
    func move(_ position: Int64, from old: Location, to new: Location) -> Bool {
        entries.move(position, from: old, to: new)
    }

    /// Counts bytes of a segment that belong to gone messages.
    func addDeadBytes(_ bytes: Int, inSlot slot: Int) { deadBytes[slot, default: 0] += bytes }

    /// Forgets about a segment that is gone.
    func forgetDeadBytes(inSlot slot: Int) { deadBytes[slot] = nil }
}

extension StreamID {
    /// The stream whose metadata this one holds; nil if it holds none.
    var metadataTarget: StreamID? {
        isMetadata ? StreamID(bytes[2..<bytes.count]) : nil
    }
}
