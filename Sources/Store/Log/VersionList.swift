/// The positions of a stream's messages by version. What lies below the first message that exists is
/// given back now and then, so that a stream of which only the newest few are kept stays small.
struct VersionList {
    private var base: Int32 = 0
    private var positions: ContiguousArray<Int64> = []
    /// No message below this version exists.
    private(set) var floor: Int32 = 0

    /// The position that was given to a version; nil if none is known.
    subscript(version: Int32) -> Int64? {
        guard version >= base else { return nil }
        let index = Int(version) - Int(base)
        guard index < positions.count, positions[index] >= 0 else { return nil }
        return positions[index]
    }

    /// The highest version that is known; one below the floor if none is.
    var last: Int32 { Int32(truncatingIfNeeded: Int(base) + positions.count - 1) }

    /// Enters the position of a version above all before.
    mutating func append(_ position: Int64, at version: Int32) {
        if positions.isEmpty {
            base = version
            floor = version
        }
        // Versions that the scavenger has removed: their places stay empty.
        while Int(base) + positions.count < Int(version) { positions.append(-1) }
        guard Int(base) + positions.count == Int(version) else { return }
        // By a quarter: doubling would leave half of a long stream's room idle.
        if positions.count == positions.capacity, positions.count >= 256 {
            positions.reserveCapacity(positions.count + positions.count / 4)
        }
        positions.append(position)
    }

    /// Says that no message below `version` exists.
    mutating func raiseFloor(to version: Int32) {
        guard version > floor else { return }
        floor = version
        let dead = min(Int(floor) - Int(base), positions.count)
        if dead >= 64, dead >= positions.count / 2, dead < positions.count {
            positions.removeFirst(dead)
            base += Int32(truncatingIfNeeded: dead)
        }
    }
}
