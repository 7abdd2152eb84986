import Octets

/// Reading queues. Streams without a place are given one first (``adopt(isUrgent:)``).
extension ByteStreamStore {
    /// In which order a page of a queue goes.
    package enum Order: Hashable, Sendable {
        case ascending
        case descending
    }

    /// A full disk, or one that is only read, keeps nobody from what has a place.
    private func adoptIfPossible() { _ = try? adopt() }

    /// The queues, by name.
    package func queues() throws(BlobError) -> [QueueSummary] {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            var found: [QueueSummary] = []
            for name in try queueNames() {
                if let summary = try summary(of: name) { found.append(summary) }
            }
            return found
        }
    }

    /// What is known of a queue; nil if there is none of that name.
    package func queue(_ name: QueueName) throws(BlobError) -> QueueSummary? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in try summary(of: name) }
    }

    /// A part of a queue, beside the place `from` (which is not in it), or from the end at which the order begins;
    /// nil if there is none of that name.
    package func page(
        of name: QueueName, beyond from: UInt64? = nil, limit: Int, order: Order = .ascending
    ) throws(BlobError) -> QueuePage? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            guard let summary = try summary(of: name) else { return nil }
            var entries: [QueueEntry] = []
            var place = from
            while entries.count < max(limit, 0),
                let next = try neighbour(in: name, of: place, order)
            {
                entries.append(next)
                place = next.position.sequence
            }
            let lowest = entries.map(\.position.sequence).min() ?? from
            let highest = entries.map(\.position.sequence).max() ?? from
            return QueuePage(
                name: name, entries: entries, count: summary.count, ends: summary.ends,
                hasEarlier: lowest.map { summary.ends.map(\.lowerBound) ?? .max < $0 } ?? false,
                hasLater: highest.map { summary.ends.map(\.upperBound) ?? 0 > $0 } ?? false)
        }
    }

    /// The stream that was stored first of those that are there; nil in an empty or unknown queue.
    package func first(of queue: QueueName) throws(BlobError) -> QueueEntry? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            try neighbour(in: queue, of: nil, .ascending)
        }
    }

    /// The stream that was stored last.
    package func last(of queue: QueueName) throws(BlobError) -> QueueEntry? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            try neighbour(in: queue, of: nil, .descending)
        }
    }

    /// The next stream that is there behind one of the same queue, which may be deleted; nil at the end.
    package func next(after position: QueuePosition) throws(BlobError) -> QueueEntry? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            try neighbour(in: position.queue, of: position.sequence, .ascending)
        }
    }

    /// The last stream that is there in front of one of the same queue, which may be deleted.
    package func previous(before position: QueuePosition) throws(BlobError) -> QueueEntry? {
        adoptIfPossible()
        return try BlobError.mapping { () throws(SystemError) in
            try neighbour(in: position.queue, of: position.sequence, .descending)
        }
    }

    /// The stream at a place, if it is there.
    package func entry(at position: QueuePosition) throws(BlobError) -> QueueEntry? {
        try BlobError.mapping { () throws(SystemError) in try living(at: position) }
    }

    private func living(at position: QueuePosition) throws(SystemError) -> QueueEntry? {
        guard let id = occupant(of: position),
            let status = try directory.status(of: Self.fileName(id))
        else { return nil }
        return QueueEntry(
            id: id, position: position, length: status.length, modified: status.modified)
    }

    /// How long it is believed that deleted streams do not come back, in milliseconds: somebody may put a file back
    /// from a backup.
    private static let belief: UInt64 = 10_000

    func neighbour(
        in queue: QueueName, of place: UInt64?, _ order: Order
    ) throws(SystemError) -> QueueEntry? {
        guard var mark = try ends(of: queue), mark.last >= mark.first else { return nil }
        switch order {
        case .ascending:
            let isBelieved = mark.lookedAt.milliseconds(until: .now) < Self.belief
            let known = max(mark.first, isBelieved ? mark.firstLive : 0)
            var start = max(place.map { $0 < .max ? $0 + 1 : .max } ?? 0, known)
            // All that lies in front of what is found was deleted, if nothing was left out.
            let isFirst = start == known
            var found: QueueEntry?
            while start <= mark.last {
                found = try living(at: QueuePosition(queue, start))
                if found != nil || start == .max { break }
                start += 1
            }
            if isFirst {
                mark.firstLive = start
                if !isBelieved { mark.lookedAt = .now }
                marks[queue] = mark
            }
            return found
        case .descending:
            var start = min(place.map { $0 > 0 ? $0 - 1 : 0 } ?? .max, mark.last)
            while start >= mark.first, start > 0 {
                if let entry = try living(at: QueuePosition(queue, start)) { return entry }
                start -= 1
            }
            return nil
        }
    }

    /// Up to how many places of a queue are looked at each time.
    private static let countedPlaces: UInt64 = 1000

    func summary(of queue: QueueName) throws(SystemError) -> QueueSummary? {
        guard try ends(of: queue) != nil else { return nil }
        guard let first = try neighbour(in: queue, of: nil, .ascending)?.position.sequence,
            let last = try neighbour(in: queue, of: nil, .descending)?.position.sequence,
            first <= last
        else { return QueueSummary(name: queue, count: 0, ends: nil) }
        func counted() throws(SystemError) -> UInt64 {
            var count: UInt64 = 0
            for sequence in first...last
            where try living(at: QueuePosition(queue, sequence)) != nil { count += 1 }
            return count
        }
        let count: UInt64
        if last - first < Self.countedPlaces {
            count = try counted()
        } else if let recent = marks.recentCount(of: queue) {
            count = recent
        } else {
            let start = MonotonicInstant.now
            count = try counted()
            marks.keep(count: count, of: queue, since: start)
        }
        return QueueSummary(name: queue, count: count, ends: first...last)
    }
}
