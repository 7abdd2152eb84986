/// The entries of all messages by position, in blocks that never move. A block whose messages are all gone
/// is given back.
struct EntryTable: ~Copyable {
    private static let blockSize = EntryBlock.size
    private typealias Block = EntryBlock

    private var blocks: ContiguousArray<Block?> = []
    /// One behind the highest position that was ever used.
    private(set) var end: Int64 = 0
    /// How many messages exist.
    private(set) var liveCount = 0
    /// Whether a message was ever removed.
    private(set) var hasRemoved = false

    /// The entry at a position, if a message is there. Its version is not known here.
    subscript(position: Int64) -> Entry? {
        guard position >= 0, position < end, let block = block(of: position) else { return nil }
        return block[position]
    }

    /// Whether a message is at a position.
    @inline(__always)
    func isLive(_ position: Int64) -> Bool {
        guard position >= 0, position < end, let block = block(of: position) else { return false }
        return block.isLive(position)
    }

    /// The same for a position at which a message was entered once.
    @inline(__always)
    func isStillLive(_ position: Int64) -> Bool { !hasRemoved || isLive(position) }

    private func block(of position: Int64) -> Block? {
        let index = Int(position) / Self.blockSize
        return index < blocks.count ? blocks[index] : nil
    }

    /// Says that every position below `position` was used.
    mutating func extend(to position: Int64) {
        if isPlausible(position) { end = max(end, position) }
    }

    /// Whether a position may be one: beyond what memory could index it is damage that a checksum did not
    /// catch, and the numbers behind it would run out.
    private func isPlausible(_ position: Int64) -> Bool {
        position >= 0 && position / Int64(Self.blockSize) < Int64(blocks.count + (1 << 24))
    }

    /// Enters a message at a position that is free.
    mutating func insert(_ entry: Entry, at position: Int64) {
        guard isPlausible(position) else { return }
        let index = Int(position) / Self.blockSize
        while blocks.count <= index { blocks.append(nil) }
        let block = blocks[index] ?? Block()
        blocks[index] = block
        if !block.isLive(position) {
            block.live += 1
            liveCount += 1
        }
        block.set(entry, at: position)
        extend(to: position + 1)
    }

    /// Says where a message stands now. Not mutating: the writer looks at the table outside of the lock while
    /// a scavenger moves entries.
    func move(_ position: Int64, from old: Location, to new: Location) -> Bool {
        guard let block = block(of: position), var entry = block[position], entry.location == old
        else { return false }
        entry.location = new
        block.set(entry, at: position)
        return true
    }

    /// Forgets a message. Returns what was known of it.
    mutating func remove(_ position: Int64) -> Entry? {
        guard let entry = self[position], let block = block(of: position) else { return nil }
        block.clear(position)
        hasRemoved = true
        block.live -= 1
        liveCount -= 1
        if block.live == 0, Int(position) / Self.blockSize < blocks.count - 1 {
            blocks[Int(position) / Self.blockSize] = nil
        }
        return entry
    }

    /// The nearest position that holds a message, from `position` on (itself included) in a direction.
    func nearest(_ position: Int64, forwards: Bool) -> Int64? {
        // What was used may end far behind what is known: a segment's header or a tombstone says so.
        let end = min(end, Int64(blocks.count * Self.blockSize))
        if forwards {
            var at = max(position, 0)
            while at < end {
                guard let block = block(of: at), block.live > 0 else {
                    at = (at / Int64(Self.blockSize) + 1) * Int64(Self.blockSize)
                    continue
                }
                if block.isLive(at) { return at }
                at += 1
            }
        } else {
            var at = min(position, end - 1)
            while at >= 0 {
                guard let block = block(of: at), block.live > 0 else {
                    at = at / Int64(Self.blockSize) * Int64(Self.blockSize) - 1
                    continue
                }
                if block.isLive(at) { return at }
                at -= 1
            }
        }
        return nil
    }
}
