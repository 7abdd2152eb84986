import Glibc
package import Octets

/// The order of queues on disk: `.meta/queues/<queue>/<20 digits>` says which stream has a place, and
/// `.meta/streams/<id>` which place a stream has. Places of a queue have no gaps from the first that is kept to the
/// last: one is taken only where the one before it was seen, and only by whoever is first.
extension ByteStreamStore {
    static let queuesName = ".meta/queues"
    static let streamsName = ".meta/streams"

    /// From which distance on a place does not belong to the ones in front of it.
    private static let longestGap: UInt64 = 1_000_000

    static func place(_ queue: QueueName) -> String { "\(queuesName)/\(queue)" }

    static func place(_ position: QueuePosition) -> String {
        "\(place(position.queue))/\(QueuePosition.name(position.sequence))"
    }

    /// The lowest and the highest place of a queue; nil if there is no such queue. An empty one has its highest
    /// below its lowest.
    func ends(of queue: QueueName) throws(SystemError) -> QueueMarks.Mark? {
        guard let identity = directory.identity(of: Self.place(queue)) else {
            marks[queue] = nil
            return nil
        }
        var mark: QueueMarks.Mark
        // An empty one is not believed: another process may have filled it and forgotten its first places since.
        if let known = marks[queue], known.identity == identity, known.first <= known.last,
            directory.exists(place(queue, known.first)), directory.exists(place(queue, known.last))
        {
            mark = known
        } else {
            let places = try directory.entries(in: Self.place(queue)) { QueuePosition.sequence($0) }
            mark = QueueMarks.Mark(identity: identity, first: places.first ?? 1, last: 0)
            // A number that somebody made up must not have us count up to it.
            for place in places where mark.last == 0 || place - mark.last < Self.longestGap {
                mark.last = place
            }
        }
        while mark.last < .max, directory.exists(place(queue, mark.last + 1)) { mark.last += 1 }
        marks[queue] = mark
        return mark
    }

    func place(_ queue: QueueName, _ sequence: UInt64) -> String {
        Self.place(QueuePosition(queue, sequence))
    }

    /// Gives a stream the place behind the last one of a queue. Whoever of several processes is first has it.
    func enqueue(_ id: UUID, in queue: QueueName) throws(SystemError) -> QueuePosition {
        let record = BlobTemporary.name(of: id) + BlobTemporary.recordEnding
        _ = try directory.remove(record)
        try directory.record("../../../\(Self.fileName(id))", as: record)
        do throws(SystemError) {
            while true {
                guard let mark = try ends(of: queue) else {
                    try directory.makeRoom(Self.place(queue))
                    // A file or a link has the name, and keeps it.
                    if directory.exists(Self.place(queue)),
                        directory.identity(of: Self.place(queue)) == nil
                    {
                        throw SystemError("mkdir", code: ENOTDIR)
                    }
                    continue
                }
                guard mark.last < .max else { throw SystemError("link", code: EMLINK) }
                let position = QueuePosition(queue, mark.last + 1)
                do throws(SystemError) {
                    let outcome = try directory.publish(record, as: Self.place(position))
                    if outcome == .taken { continue }
                    if outcome == .linked { _ = try? directory.remove(record) }
                    return position
                } catch {
                    // The queue was deleted in between; a new one of that name begins again.
                    guard error.code == ENOENT, directory.exists(record) else { throw error }
                }
            }
        } catch {
            _ = try? directory.remove(record)
            throw error
        }
    }

    /// Has a stream know its place. Not durable by itself: a place that its stream does not know is found again.
    func remember(_ id: UUID, at position: QueuePosition) throws(SystemError) {
        let name = "\(Self.streamsName)/\(id)"
        let text = "../queues/\(position.queue)/\(QueuePosition.name(position.sequence))"
        var attempts = 0
        while true {
            do throws(SystemError) {
                return try directory.record(text, as: name)
            } catch {
                attempts += 1
                guard attempts < 100 else { throw error }
                switch error.code {
                case EEXIST:
                    // Another store may have found the place in this moment.
                    if directory.recorded(name) == text { return }
                    // That of a queue that was deleted.
                    try directory.remove(name)
                case ENOENT: try directory.makeRoom(Self.streamsName)
                default: throw error
                }
            }
        }
    }

    /// The stream that has a place, also if it was deleted.
    func occupant(of position: QueuePosition) -> UUID? {
        guard let text = directory.recorded(Self.place(position)),
            let name = text.split(separator: "/").last
        else { return nil }
        return Self.id(ofFileNamed: String(name))
    }

    /// The place of a stream, also of a deleted one while its place is kept.
    package func position(of id: UUID) throws(BlobError) -> QueuePosition? {
        try BlobError.mapping { () throws(SystemError) in
            if let known = knownPosition(of: id) { return known }
            for queue in try queueNames() { try rememberPlaces(of: queue) }
            return knownPosition(of: id)
        }
    }

    func knownPosition(of id: UUID) -> QueuePosition? {
        guard let text = directory.recorded("\(Self.streamsName)/\(id)") else { return nil }
        let parts = text.split(separator: "/")
        guard parts.count >= 2,
            let sequence = QueuePosition.sequence(String(parts[parts.count - 1])),
            let queue = QueueName(String(parts[parts.count - 2]))
        else { return nil }
        let position = QueuePosition(queue, sequence)
        return occupant(of: position) == id ? position : nil
    }

    /// Has every stream of a queue know its place, as after a power cut, or where another process was killed.
    func rememberPlaces(of queue: QueueName) throws(SystemError) {
        guard var mark = try ends(of: queue), mark.last >= mark.first else { return }
        for sequence in max(mark.first, mark.remembered + 1)...max(mark.last, mark.remembered + 1)
        where sequence <= mark.last {
            let position = QueuePosition(queue, sequence)
            guard let id = occupant(of: position) else { continue }
            if knownPosition(of: id) == nil { try remember(id, at: position) }
        }
        mark.remembered = mark.last
        marks[queue] = mark
    }

    func queueNames() throws(SystemError) -> [QueueName] {
        try directory.entries(in: Self.queuesName) { name in
            guard let queue = QueueName(name),
                directory.identity(of: "\(Self.queuesName)/\(name)") != nil
            else { return nil }
            return queue
        }
    }
}
