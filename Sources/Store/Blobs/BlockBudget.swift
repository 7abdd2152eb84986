import Octets

/// How many uploads may hold a block of a mebibyte at once. The others write what comes as it comes, through the
/// page cache: so any number of uploads, fast or slow, take bounded memory.
package final class BlockBudget: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var left: Int

    /// A budget of that many blocks.
    package init(blocks: Int = 16) { left = max(blocks, 0) }

    /// A block, if one is left. Give it back with ``giveBack()``.
    func take() -> AlignedBlock? {
        let isThere = lock.withLock {
            guard left > 0 else { return false }
            left -= 1
            return true
        }
        guard isThere else { return nil }
        if let block = AlignedBlock() { return block }
        giveBack()
        return nil
    }

    /// Lets another have the block that was taken.
    func giveBack() { lock.withLock { left += 1 } }
}
