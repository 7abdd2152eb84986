import Glibc
package import Octets

/// Streams of bytes under identifiers: `<directory>/<uuid>.data`, as the original has them, and beside them, in
/// `.meta`, the order of queues (`bytes-api.md` §2 and §4).
package final class ByteStreamStore: BlobStore {
    let shelf: BlobShelf
    let marks = QueueMarks()

    package var pool: BlobPool { shelf.pool }
    /// The threads for walks through queues, which may be long: uploads do not wait for them.
    private let walkers = BlobPool(threads: 2)
    var directory: BlobDirectory { shelf.directory }

    /// Opens a directory, or makes it, and removes what killed processes of ours left there.
    package init(
        directory: String, pool: BlobPool, budget: BlockBudget = BlockBudget(),
        faults: BlobFaults = BlobFaults()
    ) throws(BlobError) {
        shelf = try BlobShelf(directory, pool: pool, budget: budget, faults: faults)
        try finishDeletions()
    }

    /// Has a walk through places made, on threads of its own.
    package func walk<Value: Sendable>(
        _ body: @escaping @Sendable (ByteStreamStore) throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        try await walkers.run { [self] () throws(BlobError) in try body(self) }
    }

    deinit { walkers.stop() }

    /// The file of a stream, from the store's directory on.
    package static func fileName(_ id: UUID) -> String { "\(id).data" }

    /// The stream that a file is; nil for other files.
    static func id(ofFileNamed name: String) -> UUID? {
        guard name.utf8.count == 41, name.hasSuffix(".data") else { return nil }
        let text = String(name.dropLast(5))
        guard let id = UUID(text), id.description == text else { return nil }
        return id
    }

    package func begin(_ options: UploadOptions) async throws(BlobError) -> BlobUpload {
        try await shelf.begin(options, hashes: [])
    }

    /// Ends an upload: checks it, makes it durable, and gives it its place at the end of a queue.
    package func commit(
        _ upload: BlobUpload, to queue: QueueName = .main
    ) async throws(BlobError) -> StoredStream {
        try await upload.commit { [self] writer throws(BlobError) in
            guard writer.temporary.directory === directory else { throw .closed }
            let sealed = try writer.seal()
            let position = try BlobError.mapping { () throws(SystemError) in
                try publish(writer.temporary, sealed, to: queue)
            }
            return StoredStream(
                id: upload.id, length: writer.count, position: position, note: sealed.note)
        }
    }

    /// Stores bytes that are here already.
    package func save(
        _ bytes: Bytes, _ options: UploadOptions = UploadOptions(), to queue: QueueName = .main
    ) async throws(BlobError) -> StoredStream {
        var options = options
        if options.length == nil { options.length = UInt64(bytes.count) }
        let upload = try await begin(options)
        try await upload.write(bytes)
        return try await commit(upload, to: queue)
    }

    /// The stream is durable before it has a place: a place without a stream is that of a deleted one.
    private func publish(
        _ temporary: BlobTemporary, _ sealed: BlobWriter.Sealed, to queue: QueueName
    ) throws(SystemError) -> QueuePosition {
        let id = temporary.id
        let name = Self.fileName(id)
        let publication = try directory.publish(temporary.name, as: name)
        if publication == .taken { throw SystemError("link", code: EEXIST) }
        // The temporary name keeps others from giving the stream a place. Where it moved, another one has to.
        var marker: BlobTemporary?
        defer { marker?.remove() }
        do throws(SystemError) {
            if publication == .moved { marker = try BlobTemporary.make(id, in: directory) }
            try sealed.keep(in: directory, as: ["\(id)"])
            try directory.sync()
            return try settle(id, in: queue)
        } catch {
            directory.withdraw(name)
            directory.removeNote(named: "\(id)")
            throw error
        }
    }

    /// Gives a stream that is durable its place at the end of a queue, durably.
    func settle(_ id: UUID, in queue: QueueName) throws(SystemError) -> QueuePosition {
        var position = try enqueue(id, in: queue)
        while true {
            do throws(SystemError) {
                try directory.sync(Self.place(queue))
                break
            } catch {
                // The queue was deleted in this moment: the stream comes into the next one of its name.
                guard error.code == ENOENT else { throw error }
                position = try enqueue(id, in: queue)
            }
        }
        try remember(id, at: position)
        return position
    }

    package func open(_ name: UUID, verifying: Bool) throws(BlobError) -> OpenBlob? {
        let found = try BlobError.mapping { () throws(SystemError) in
            try shelf.open(Self.fileName(name), named: "\(name)")
        }
        guard let found else { return nil }
        if verifying { try found.verify([], named: Self.fileName(name)) }
        shelf.counters.read()
        return found
    }

    package func facts(of name: UUID) throws(BlobError) -> BlobFacts? {
        try BlobError.mapping { () throws(SystemError) in
            try shelf.open(Self.fileName(name), named: "\(name)")?.facts
        }
    }

    /// Deletes a stream. Its place in its queue is kept, so that one can go on from it.
    package func delete(_ name: UUID) throws(BlobError) -> Bool {
        let isRemoved = try BlobError.mapping { () throws(SystemError) in
            guard try directory.status(of: Self.fileName(name)) != nil else { return false }
            guard try directory.remove(Self.fileName(name)) else { return false }
            directory.removeNote(named: "\(name)")
            try directory.sync()
            return true
        }
        if isRemoved { shelf.counters.deleted() }
        return isRemoved
    }

    package func names(after name: UUID?, limit: Int) throws(BlobError) -> [UUID] {
        guard limit > 0 else { return [] }
        let limit = min(limit, 1_000_000)
        return try BlobError.mapping { () throws(SystemError) in
            var found: [UUID] = []
            try directory.forEachName { entry in
                guard let id = Self.id(ofFileNamed: entry), name.map({ $0 < id }) ?? true else {
                    return true
                }
                found.append(id)
                // Of very many names the ones that come too late are forgotten now and then.
                if found.count >= 2 * limit + 4096 {
                    found.sort()
                    found.removeLast(found.count - limit)
                }
                return true
            }
            found.sort()
            return Array(found.prefix(limit))
        }
    }

    package func figures() -> BlobFigures {
        var figures = shelf.counters.all { [self] in
            var seen: (count: UInt64, bytes: UInt64) = (0, 0)
            let isDone: Void? = try? directory.forEachName { entry in
                if Self.id(ofFileNamed: entry) != nil, let status = try? directory.status(of: entry)
                {
                    seen.count &+= 1
                    seen.bytes &+= status.length
                }
                return true
            }
            return isDone.map { seen }
        }
        figures.freeBytes = directory.freeBytes
        return figures
    }

    @discardableResult
    package func sweep() throws(BlobError) -> Int { try shelf.sweep() }

    /// Deletes the streams that are older than so many seconds: nothing but files of streams, and no upload that is
    /// under way. What cannot be deleted stays until the next time. Nothing for 0 or
    /// less: that is off. Returns how many it deleted.
    package func expire(
        olderThan seconds: Int64, now: Timestamp = .now()
    ) throws(BlobError) -> Int {
        guard seconds > 0 else { return 0 }
        let limit = now.advanced(seconds: -seconds)
        let count = try BlobError.mapping { () throws(SystemError) in
            var old: [UUID] = []
            try directory.forEachName { entry in
                if let id = Self.id(ofFileNamed: entry),
                    let status = try? directory.status(of: entry), status.modified < limit
                {
                    old.append(id)
                }
                return true
            }
            var count = 0
            for id in old where (try? directory.remove(Self.fileName(id))) == true {
                directory.removeNote(named: "\(id)")
                count += 1
            }
            if count > 0 { try directory.sync() }
            return count
        }
        shelf.counters.expired(count)
        return count
    }
}
