import Octets

extension LogStore {
    /// The messages themselves, in the order given. On the caller's thread if that need not wait for the
    /// disk, else on the pool.
    func load(_ found: [Found], includesPayloads: Bool) async throws(StoreError) -> [Message] {
        guard !found.isEmpty else { return [] }
        if Self.isResident(found) {
            return try Self.copy(found, includesPayloads: includesPayloads)
        }
        return try await readPool.run { () throws(StoreError) in
            try Self.copy(found, includesPayloads: includesPayloads)
        }
    }

    /// Whether everything is in memory: asked of the kernel only for segments that this process did not write,
    /// once for each stretch of neighbours.
    private static func isResident(_ found: [Found]) -> Bool {
        var map: SegmentMap?
        var low = 0
        var high = 0
        for one in found where one.segment.mayBeCold {
            let offset = one.entry.location.offset
            let end = min(offset + one.entry.approximateSize + 8192, one.segment.map.length)
            if map === one.segment.map, offset < high + 65536, end > low - 65536 {
                low = min(low, offset)
                high = max(high, end)
                continue
            }
            if let map, !map.isResident(low..<high) { return false }
            (map, low, high) = (one.segment.map, offset, end)
        }
        if let map, !map.isResident(low..<high) { return false }
        return true
    }

    /// Copies the records out of the maps into one block, then checks the copies: what is handed out is what
    /// was checked.
    private static func copy(
        _ found: [Found], includesPayloads: Bool
    ) throws(StoreError) -> [Message] {
        var messages: [Message] = []
        messages.reserveCapacity(found.count)
        guard includesPayloads else {
            for one in found {
                messages.append(
                    try one.segment.messageWithoutPayload(
                        at: one.entry, position: one.position, stream: one.stream))
            }
            return messages
        }
        var size = 0
        for one in found { size += Int(try length(one)) }
        var writer = ByteWriter(capacity: size)
        for one in found {
            let offset = one.entry.location.offset
            let map = one.segment.map
            guard let record = map.span.slice(offset, Int(try length(one))) else {
                throw one.segment.damage(offset)
            }
            writer.append(record)
        }
        let block = writer.finish()
        var start = 0
        for one in found {
            let length = Int(block.span.integer(at: start, as: UInt32.self) ?? 0)
            messages.append(
                try one.segment.message(
                    from: block[start..<(start + length)], at: one.entry.location.offset,
                    position: one.position, stream: one.stream, includesPayload: true))
            start += length
        }
        return messages
    }

    /// The length of a record as it says itself, if that can be.
    private static func length(_ one: Found) throws(StoreError) -> UInt32 {
        let offset = one.entry.location.offset
        let map = one.segment.map
        guard let length = map.span.integer(at: offset, as: UInt32.self),
            length >= LogFormat.messageHeaderLength, Int(length) <= map.length - offset
        else { throw one.segment.damage(offset) }
        return length
    }
}
