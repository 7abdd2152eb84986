/// The positions of a stream's messages by version, in chunks: 4 bytes a message, and no growth that copies a
/// long list. What lies below the first message that exists is given back now and then, so that a stream of
/// which only the newest few are kept stays small.
struct VersionList {
    private static let chunkSize = 256

    private struct Chunk {
        /// The position from which the offsets count: the first that is known; -1 while there is none.
        var base: Int64 = -1
        /// Positions less ``base``; the highest value for a version that is not known. Both lists are empty where
        /// no version of the chunk is known.
        var offsets: ContiguousArray<UInt32> = []
        /// The positions themselves, should one be too far from ``base``; -1 for a version that is not known.
        var far: ContiguousArray<Int64> = []

        static let unknown = UInt32.max

        subscript(index: Int) -> Int64? {
            guard far.isEmpty else { return far[index] >= 0 ? far[index] : nil }
            guard index < offsets.count else { return nil }
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

        /// Whether no version is known.
        var isVoid: Bool { far.isEmpty && offsets.isEmpty }

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

    /// The nearest version with a known position, from one on (itself included) in a direction; nil if there is none.
    func nearest(_ version: Int32, forwards: Bool) -> Int32? {
        let low = Int(base)
        let high = low + count
        var at = forwards ? max(Int(version), low) : min(Int(version), high - 1)
        while at >= low, at < high {
            let chunk = (at - low) / Self.chunkSize
            if chunks[chunk].isVoid {
                // On to the nearest version of the chunk beside it.
                at = low + (forwards ? chunk + 1 : chunk) * Self.chunkSize - (forwards ? 0 : 1)
                continue
            }
            if chunks[chunk][(at - low) % Self.chunkSize] != nil { return Int32(exactly: at) }
            at += forwards ? 1 : -1
        }
        return nil
    }

    /// Enters the position of a version above all before.
    mutating func append(_ position: Int64, at version: Int32) {
        if count == 0 {
            base = version
            floor = version
        }
        // Versions that the scavenger has removed: their places stay empty.
        while Int(base) + count < Int(version) {
            let isAtEdge = count % Self.chunkSize == 0
            if isAtEdge, Int(version) - Int(base) - count >= Self.chunkSize {
                chunks.append(Chunk())
                count += Self.chunkSize
            } else {
                append(-1)
            }
        }
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
