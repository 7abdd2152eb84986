import Octets
import Synchronization

extension LogStore {
    /// The messages themselves, in the order given. On the caller's thread if that need not wait for the
    /// disk, else on the pool.
    func load(_ found: [Found], includesPayloads: Bool) async throws(StoreError) -> [Message] {
        state.counters.reads.wrappingAdd(1, ordering: .relaxed)
        guard !found.isEmpty else { return [] }
        state.counters.readMessages.wrappingAdd(UInt64(found.count), ordering: .relaxed)
        if Self.isResident(found) {
            return try Self.copy(found, includesPayloads: includesPayloads)
        }
        return try await readPool.run { () throws(StoreError) in
            try Self.copy(found, includesPayloads: includesPayloads)
        }
    }

    /// Whether everything is in memory: asked of the kernel only for segments that this process did not write,
    /// once for each stretch of neighbours.
    static func isResident(_ found: [Found]) -> Bool {
        var map: SegmentMap?
        var low = 0
        var high = 0
        // Through a span, here and below: an array would hand out copies with all that they own retained.
        let found = found.span
        for index in found.indices where found[index].segment.mayBeCold {
            let offset = found[index].entry.location.offset
            let size = found[index].entry.approximateSize
            let end = min(offset + size + 8192, found[index].segment.map.length)
            if map === found[index].segment.map, offset < high + 65536, end > low - 65536 {
                low = min(low, offset)
                high = max(high, end)
                continue
            }
            if let map, !map.isResident(low..<high) { return false }
            (map, low, high) = (found[index].segment.map, offset, end)
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
        let found = found.span
        var size = 0
        for index in found.indices { size += Int(try length(found[index])) }
        var writer = ByteWriter(capacity: size)
        for index in found.indices {
            let offset = found[index].entry.location.offset
            let map = found[index].segment.map
            guard let record = map.span.slice(offset, Int(try length(found[index]))) else {
                throw found[index].segment.damage(offset)
            }
            writer.append(record)
        }
        let block = writer.finish()
        var start = 0
        for index in found.indices {
            let length = Int(block.span.integer(at: start, as: UInt32.self) ?? 0)
            messages.append(
                try found[index].segment.message(
                    from: block[start..<(start + length)],
                    at: found[index].entry.location.offset, position: found[index].position,
                    stream: found[index].stream, includesPayload: true))
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
