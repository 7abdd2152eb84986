/// A message that was found in the index.
struct Found {
    let position: Int64
    let entry: Entry
}

/// Messages that were found, and the segments in which their records stand. The segments stay readable while
/// this lives, also if the scavenger has replaced them since.
struct FoundMessages: Sendable {
    private(set) var messages: ContiguousArray<Found> = []
    /// By their places in memory, which are never used twice.
    private(set) var segments: ContiguousArray<LogSegment?> = []

    /// None yet; `segments` are those of the moment in which the messages will be found.
    init(in segments: ContiguousArray<LogSegment?> = [], count: Int = 1) {
        self.segments = segments
        messages.reserveCapacity(count)
    }

    /// Adds a message of the moment that ``segments`` are of.
    mutating func append(_ found: Found) { messages.append(found) }

    /// Adds a message of another moment.
    mutating func append(_ found: Found, in segment: LogSegment) {
        while segments.count <= segment.slot { segments.append(nil) }
        segments[segment.slot] = segment
        messages.append(found)
    }

    /// Whether everything is in memory: asked of the kernel only for segments that this process did not write,
    /// once for each stretch of neighbours. Payloads in files of their own never count as that.
    func areResident(withPayloads: Bool) -> Bool {
        var segment: LogSegment?
        var slot = -1
        var low = 0
        var high = 0
        let messages = messages.span
        for index in messages.indices {
            let location = messages[index].entry.location
            if withPayloads, messages[index].entry.isReference { return false }
            if slot != location.slot {
                if let segment, segment.isMissing(low..<high) { return false }
                slot = location.slot
                // Kept only if its bytes may lie on the disk alone.
                segment = slot < segments.count ? segments[slot] : nil
                if !(segment?.mayBeCold ?? false) { segment = nil }
                (low, high) = (location.offset, location.offset)
            }
            // An index file that checks and is wrong all the same: what reads the record says so.
            guard let segment, location.offset < segment.map.length else { continue }
            let end = min(
                location.offset + messages[index].entry.approximateSize + 8192, segment.map.length)
            if location.offset < high + 65536, end > low - 65536 {
                low = min(low, location.offset)
                high = max(high, end)
                continue
            }
            if segment.isMissing(low..<high) { return false }
            (low, high) = (location.offset, end)
        }
        return !(segment?.isMissing(low..<high) ?? false)
    }

    /// About how many bytes all take in the block of a page, as far as the index knows.
    func size(includesPayloads: Bool) -> Int {
        var size = 0
        let messages = messages.span
        for index in messages.indices { size += messages[index].entry.sizeInPage(includesPayloads) }
        return size
    }

    /// The payload of the only message here as an open file, which was read and checked.
    func open(_ files: PayloadFiles) throws(StoreError) -> StoredPayload? {
        guard let message = try read(includesPayloads: false, from: files).first,
            let location = messages.first?.entry.location,
            let origin = segments[location.slot]?.origin(ofRecordAt: location.offset),
            let name = origin.name, let reference = origin.reference
        else { return nil }
        return StoredPayload(message, try files.open(name, reference, length: origin.length))
    }

    /// The most room for texts that is made before any were read: the lengths are those of an index file, which
    /// may check and be wrong all the same. For more than this the block grows with what is really there.
    private static let mostRoom = 32 << 20

    /// Copies the records out of the maps into one block, and checks the copies: what is handed out is what was
    /// checked.
    /// - Parameter files: the payloads that are files of their own; nil where no message can have such a one.
    func read(
        includesPayloads: Bool, from files: PayloadFiles?
    ) throws(StoreError) -> Messages {
        let size = size(includesPayloads: includesPayloads)
        let messages = messages.span
        var writer = MessagesWriter(count: messages.count, size: min(size, Self.mostRoom))
        var index = 0
        while index < messages.count {
            let slot = messages[index].entry.location.slot
            guard slot < segments.count, let segment = segments[slot] else {
                throw .damaged("position \(messages[index].position): its segment is missing")
            }
            // A page seldom leaves its segment: what is needed of it is fetched once for a run.
            index = try segment.copy(
                messages, from: index, into: &writer, includesPayloads: includesPayloads,
                from: files)
        }
        return writer.finish()
    }
}

extension Entry {
    /// About how many bytes the message takes in the block of a page.
    fileprivate func sizeInPage(_ includesPayloads: Bool) -> Int {
        let texts = Int(metadataLength) + (includesPayloads ? Int(payloadLength) : 0)
        return LogFormat.messageHeaderLength + 64 + texts
    }
}

extension LogSegment {
    /// Whether reading these bytes would wait for the disk.
    fileprivate func isMissing(_ range: Range<Int>) -> Bool {
        !map.isResident(range)
    }
}
