/// The positions of a stream's messages by version, in chunks: 4 bytes a message, and no growth that copies a
/// long list. What lies below the first message that exists is given back now and then, so that a stream of
/// which only the newest few are kept stays small.
struct VersionList {
    private static let chunkSize = 256

    private struct Chunk {
        /// The position from which the offsets count: the first that is known; -1 while there is none.
        var base: Int64 = -1
        /// Positions less ``base``; the highest value for a version that is not known.
        var offsets: ContiguousArray<UInt32> = []
        /// The positions themselves, should one be too far from ``base``; -1 for a version that is not known.
        var far: ContiguousArray<Int64> = []

        static let unknown = UInt32.max

        subscript(index: Int) -> Int64? {
            guard far.isEmpty else { return far[index] >= 0 ? far[index] : nil }
            let offset = offsets[index]
            return offset == Self.unknown ? nil : base &+ Int64(offset)
        }

        mutating func append(_ position: Int64) {
            if far.isEmpty {
                if position < 0 { return offsets.append(Self.unknown) }
                if base < 0 { base = position }
                let offset = position &- base
                if offset >= 0, offset < Int64(Self.unknown) {
                    return offsets.append(UInt32(offset))
                }
                for index in offsets.indices { far.append(self[index, base]) }
                offsets = []
            }
            far.append(position)
        }

        private subscript(index: Int, base: Int64) -> Int64 {
            offsets[index] == Self.unknown ? -1 : base &+ Int64(offsets[index])
        }
    }

    private var base: Int32 = 0
    private var count = 0
    private var chunks: ContiguousArray<Chunk> = []
    /// No message below this version exists.
    private(set) var floor: Int32 = 0

    /// The position that was given to a version; nil if none is known.
    subscript(version: Int32) -> Int64? {
        guard version >= base else { return nil }
        let index = Int(version) &- Int(base)
        guard index < count else { return nil }
        return chunks[index / Self.chunkSize][index % Self.chunkSize]
    }

    /// Enters the position of a version above all before.
    mutating func append(_ position: Int64, at version: Int32) {
        if count == 0 {
            base = version
            floor = version
        }
        // Versions that the scavenger has removed: their places stay empty.
        while Int(base) + count < Int(version) { append(-1) }
        guard Int(base) + count == Int(version) else { return }
        append(position)
    }

    private mutating func append(_ position: Int64) {
        if count % Self.chunkSize == 0 {
            chunks.append(Chunk())
            // A stream that has filled one will fill the next.
            if count > 0 { chunks[chunks.count - 1].offsets.reserveCapacity(Self.chunkSize) }
        }
        chunks[chunks.count - 1].append(position)
        count += 1
    }

    /// Says that no message below `version` exists.
    mutating func raiseFloor(to version: Int32) {
        guard version > floor else { return }
        floor = version
        let dead = min((Int(floor) - Int(base)) / Self.chunkSize, chunks.count - 1)
        if dead > 0, dead >= chunks.count / 2 {
            chunks.removeFirst(dead)
            count -= dead * Self.chunkSize
            base += Int32(truncatingIfNeeded: dead * Self.chunkSize)
        }
    }
}
