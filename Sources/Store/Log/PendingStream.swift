import Octets

/// What the batch that is being put together does to a stream, on top of what the index says.
struct PendingStream {
    /// The stream's number in the index or the one that it gets.
    var number: UInt32
    /// What it is now, the batch included.
    var lastVersion: Int32
    var lastPosition: Int64
    var liveCount: Int
    /// The messages that the batch adds, by rising version.
    var added: ContiguousArray<(id: UUID, position: Int64)> = []
    /// The version of the first of ``added``.
    var firstAdded: Int32
    /// The messages below this version are trimmed by the batch, as far as it concerns them.
    var trimmedBelow: Int32
    /// Whether the batch does something else to it, so that it must be committed before the next request
    /// that concerns this stream is decided.
    var isSealed = false
    /// Versions by id, once there are many.
    private var versions: [UUID: Int32] = [:]
    private var indexed = 0

    init(_ slot: StreamSlot?, number: UInt32) {
        self.number = number
        lastVersion = slot?.lastVersion ?? -1
        lastPosition = slot?.lastPosition ?? -1
        liveCount = slot?.liveCount ?? 0
        firstAdded = lastVersion == .max ? .max : lastVersion + 1
        trimmedBelow = slot?.versions.floor ?? 0
    }

    /// Adds a message behind the last. Returns its version.
    mutating func add(_ id: UUID, at position: Int64) -> Int32 {
        lastVersion &+= 1
        lastPosition = position
        liveCount &+= 1
        added.append((id, position))
        return lastVersion
    }

    /// The version that an id has in this batch.
    mutating func version(of id: UUID) -> Int32? {
        if added.isEmpty { return nil }
        let found: Int32?
        if added.count <= 16 {
            found = added.lastIndex { $0.id == id }
                .map { firstAdded + Int32(truncatingIfNeeded: $0) }
        } else {
            while indexed < added.count {
                // An id stands twice only if the first was trimmed: the later one counts.
                versions[added[indexed].id] = firstAdded + Int32(truncatingIfNeeded: indexed)
                indexed += 1
            }
            found = versions[id]
        }
        guard let found, found >= trimmedBelow else { return nil }
        return found
    }
}
