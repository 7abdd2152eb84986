/// The moments at which connections of one loop run out of patience: a binary heap. A connection's deadline
/// moves with each request, so entries are not moved with it: an entry that comes due too early is put back
/// at the deadline that then holds, and one that lost its meaning is dropped.
struct Deadlines {
    /// A moment and whose it is.
    struct Entry {
        /// On the monotonic clock, in nanoseconds.
        let moment: UInt64
        let connection: UInt64
    }

    private var heap: [Entry] = []

    /// The earliest moment, if there is any.
    var first: UInt64? { heap.first?.moment }

    /// How many entries there are, those that lost their meaning included.
    var count: Int { heap.count }

    /// Drops the entries that have no meaning any more, at once: connections that come and go would else
    /// leave theirs until they come due.
    mutating func removeAll(where isDead: (Entry) -> Bool) {
        heap.removeAll(where: isDead)
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// Adds a moment.
    mutating func add(_ moment: UInt64, connection: UInt64) {
        heap.append(Entry(moment: moment, connection: connection))
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].moment < heap[parent].moment else { break }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    /// Takes out an entry that is due at `now`, the earliest first.
    mutating func removeDue(_ now: UInt64) -> Entry? {
        guard let top = heap.first, top.moment <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return top }
        heap[0] = last
        sink(0)
        return top
    }

    /// Moves an entry down to where the two below it come due no earlier.
    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && heap[child].moment < heap[smallest].moment {
                smallest = child
            }
            guard smallest != index else { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
