import Octets

/// Enters the ids of a whole log into an ``IDTable`` while another thread reads it. Not in the order of the
/// log but part by part, many at a time: one by one, each would wait for memory that no cache holds.
final class IDLoader: @unchecked Sendable {
    /// A message whose id is to be found.
    struct Item {
        let hash: UInt64
        let position: Int64
        let stream: UInt32
    }

    /// From so many on a thread is worth its while.
    static let many = 1 << 16
    /// How many are entered at a time.
    private static let batch = 1 << 20
    /// How many may wait, so that they take little memory.
    private static let limit = 1 << 21

    // Guarded by `lock`, but for `table`.
    private let lock = Lock()
    private var waiting: ContiguousArray<Item> = []
    private var isEnding = false
    /// The thread's alone while it runs; else the owner's.
    private var table: IDTable
    /// The owner's.
    private var thread: SystemThread?

    init(hasher: IDHasher) { table = IDTable(hasher: hasher) }

    /// Has ids entered: by the thread, which is started when there are many, or else at once.
    func add(_ items: ContiguousArray<Item>) {
        guard !items.isEmpty else { return }
        if thread == nil, items.count >= Self.many {
            thread = try? SystemThread(name: "log-ids") { [self] in run() }
        }
        guard thread != nil else { return table.insert(items) }
        lock.withLock {
            while waiting.count > Self.limit { lock.wait() }
            waiting.append(contentsOf: items)
            if waiting.count >= Self.batch { lock.broadcast() }
        }
    }

    /// The table, once all ids are in it. Ends the thread.
    func finish() -> IDTable {
        lock.withLock {
            isEnding = true
            lock.broadcast()
        }
        thread?.join()
        thread = nil
        var whole = IDTable(hasher: table.hasher)
        swap(&whole, &table)
        return whole
    }

    private func run() {
        while true {
            let (items, isLast) = lock.withLock { () -> (ContiguousArray<Item>, Bool) in
                while waiting.count < Self.batch, !isEnding { lock.wait() }
                defer {
                    waiting = []
                    lock.broadcast()
                }
                return (waiting, isEnding)
            }
            table.insert(items)
            if isLast { return }
        }
    }
}
