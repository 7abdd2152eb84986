/// The entries of all messages by position, in blocks that never move. A block whose messages are all gone
/// is given back.
struct EntryTable {
    private static let blockSize = 4096

    private final class Block {
        var entries: ContiguousArray<Entry>
        var live = 0

        init() { entries = ContiguousArray(repeating: .none, count: EntryTable.blockSize) }
    }

    private var blocks: ContiguousArray<Block?> = []
    /// One behind the highest position that was ever used.
    private(set) var end: Int64 = 0
    /// How many messages exist.
    private(set) var liveCount = 0

    /// The entry at a position, if a message is there.
    subscript(position: Int64) -> Entry? {
        guard position >= 0, position < end, let block = block(of: position) else { return nil }
        let entry = block.entries[Int(position) % Self.blockSize]
        return entry.isLive ? entry : nil
    }

    private func block(of position: Int64) -> Block? {
        let index = Int(position) / Self.blockSize
        return index < blocks.count ? blocks[index] : nil
    }

    /// Says that every position below `position` was used.
    mutating func extend(to position: Int64) { end = max(end, position) }

    /// Enters a message at a position that is free.
    mutating func insert(_ entry: Entry, at position: Int64) {
        guard position >= 0, position < Int64.max else { return }
        let index = Int(position) / Self.blockSize
        // A position beyond what memory could index is damage that a checksum did not catch.
        guard index < blocks.count + (1 << 24) else { return }
        while blocks.count <= index { blocks.append(nil) }
        let block = blocks[index] ?? Block()
        blocks[index] = block
        let place = Int(position) % Self.blockSize
        if !block.entries[place].isLive {
            block.live += 1
            liveCount += 1
        }
        block.entries[place] = entry
        extend(to: position + 1)
    }

    /// Says where a message stands now.
    mutating func move(_ position: Int64, from old: Location, to new: Location) -> Bool {
        guard let block = block(of: position) else { return false }
        let place = Int(position) % Self.blockSize
        guard block.entries[place].location == old else { return false }
        block.entries[place].location = new
        return true
    }

    /// Forgets a message. Returns what was known of it.
    mutating func remove(_ position: Int64) -> Entry? {
        guard let entry = self[position], let block = block(of: position) else { return nil }
        block.entries[Int(position) % Self.blockSize] = .none
        block.live -= 1
        liveCount -= 1
        if block.live == 0, Int(position) / Self.blockSize < blocks.count - 1 {
            blocks[Int(position) / Self.blockSize] = nil
        }
        return entry
    }

    /// The nearest position that holds a message, from `position` on (itself included) in a direction.
    func nearest(_ position: Int64, forwards: Bool) -> Int64? {
        if forwards {
            var at = max(position, 0)
            while at < end {
                guard let block = block(of: at), block.live > 0 else {
                    at = (at / Int64(Self.blockSize) + 1) * Int64(Self.blockSize)
                    continue
                }
                if block.entries[Int(at) % Self.blockSize].isLive { return at }
                at += 1
            }
        } else {
            var at = min(position, end - 1)
            while at >= 0 {
                guard let block = block(of: at), block.live > 0 else {
                    at = at / Int64(Self.blockSize) * Int64(Self.blockSize) - 1
                    continue
                }
                if block.entries[Int(at) % Self.blockSize].isLive { return at }
                at -= 1
            }
        }
        return nil
    }
}
