/// The entries of all messages by position, in blocks that never move. A block whose messages are all gone
/// is given back.
struct EntryTable {
    private static let blockSize = 4096

    /// Memory of its own: an array in a class would be checked for exclusive access at each look, twenty
    /// times a page. The index's lock sees to that.
    @safe private final class Block {
        private let base: UnsafeMutablePointer<Entry>
        var live = 0

        init() {
            unsafe base = .allocate(capacity: EntryTable.blockSize)
            unsafe base.initialize(repeating: .none, count: EntryTable.blockSize)
        }

        deinit { unsafe base.deallocate() }

        /// The entry of a position that belongs to this block.
        subscript(position: Int64) -> Entry {
            get { unsafe base[Int(position & Int64(EntryTable.blockSize - 1))] }
            set { unsafe base[Int(position & Int64(EntryTable.blockSize - 1))] = newValue }
        }
    }

    private var blocks: ContiguousArray<Block?> = []
    /// One behind the highest position that was ever used.
    private(set) var end: Int64 = 0
    /// How many messages exist.
    private(set) var liveCount = 0

    /// The entry at a position, if a message is there.
    subscript(position: Int64) -> Entry? {
        guard position >= 0, position < end, let block = block(of: position) else { return nil }
        let entry = block[position]
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
        if !block[position].isLive {
            block.live += 1
            liveCount += 1
        }
        block[position] = entry
        extend(to: position + 1)
    }

    /// Says where a message stands now.
    mutating func move(_ position: Int64, from old: Location, to new: Location) -> Bool {
        guard let block = block(of: position) else { return false }
        guard block[position].location == old else { return false }
        block[position].location = new
        return true
    }

    /// Forgets a message. Returns what was known of it.
    mutating func remove(_ position: Int64) -> Entry? {
        guard let entry = self[position], let block = block(of: position) else { return nil }
        block[position] = .none
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
                if block[at].isLive { return at }
                at += 1
            }
        } else {
            var at = min(position, end - 1)
            while at >= 0 {
                guard let block = block(of: at), block.live > 0 else {
                    at = at / Int64(Self.blockSize) * Int64(Self.blockSize) - 1
                    continue
                }
                if block[at].isLive { return at }
                at -= 1
            }
        }
        return nil
    }
}
