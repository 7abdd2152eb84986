import Glibc
package import Octets

/// Uploads that come in parts, and survive the end of the server between them: `.meta/uploads/<id>` in the directory
/// of a store, with a record beside it (`bytes-api.md` §7). An upload that is complete becomes a blob of the store;
/// the file of its bytes is that of the blob then.
///
/// Any number of processes may share the directory. Nothing is kept in memory that the disk could contradict.
package final class PartialUploads: Sendable {
    /// Where blobs go.
    enum Destination: Sendable {
        case streams(ByteStreamStore)
        case files(HashedFileStore)
    }

    let shelf: BlobShelf
    let destination: Destination
    let now: @Sendable () -> Timestamp
    private let census = PartialCensus()
    /// How long they are kept, and how many.
    package let options: PartialOptions

    /// Uploads that become streams.
    package init(
        in store: ByteStreamStore, _ options: PartialOptions = PartialOptions(),
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        shelf = store.shelf
        destination = .streams(store)
        self.options = options
        self.now = now
    }

    /// Uploads that become files.
    package init(
        in store: HashedFileStore, _ options: PartialOptions = PartialOptions(),
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        shelf = store.shelf
        destination = .files(store)
        self.options = options
        self.now = now
    }

    /// Where the bytes of an upload lie, from the store's directory on.
    static func place(of id: UUID) -> String { "\(PartialRecord.room)/\(id)" }

    /// The digests that the blobs will be known by.
    var hashes: Set<HashAlgorithm> {
        switch destination {
        case .streams: []
        case .files(let store): Set(store.aliases).union([store.algorithm])
        }
    }

    /// Begins an upload. It is durable when this returns, and locked until the value is let go.
    /// - Parameter length: how many bytes it will have; nil where that is said later.
    package func create(
        _ facts: PartialFacts, length: UInt64?
    ) async throws(PartialError) -> PartialUpload {
        try await shelf.pool.runPart { [self] () throws(PartialError) in
            if let length, let limit = options.mostLength, length > limit {
                throw .blob(.tooLarge(limit: limit))
            }
            tidySometimes()
            try census.admit(in: shelf.directory, options, length ?? 0)
            if let length, let free = shelf.directory.freeBytes, length > free {
                throw PartialError(SystemError("write", code: ENOSPC))
            }
            return try PartialError.mapping { () throws(SystemError) in
                try shelf.directory.makeRoom(PartialRecord.room)
                let record = try PartialRecord.create(
                    .random(), facts, length: length, in: shelf.directory)
                do throws(SystemError) {
                    let file = try shelf.directory.create(Self.place(of: record.id))
                    try shelf.directory.sync(PartialRecord.room)
                    return PartialUpload(
                        content(record, file), try record.status(keptFor: options.seconds), self)
                } catch {
                    shelf.directory.withdraw(PartialRecord.name(of: record.id))
                    shelf.directory.withdraw(Self.place(of: record.id))
                    throw error
                }
            }
        }
    }

    private func content(
        _ record: PartialRecord, _ file: consuming Descriptor
    ) -> PartialContent {
        let bytes = BlobTemporary(
            record.id, named: Self.place(of: record.id), shelf.directory, file)
        return PartialContent(record, bytes, shelf)
    }

    /// Takes the lock of an upload, to continue, end or remove it; nil if there is none of that identifier.
    /// - Throws: ``PartialError/locked`` where somebody else has it, ``PartialError/expired``.
    package func open(_ id: UUID) async throws(PartialError) -> PartialUpload? {
        try await shelf.pool.runPart { [self] () throws(PartialError) in try openNow(id) }
    }

    /// The same, on a thread that may wait.
    private func openNow(_ id: UUID) throws(PartialError) -> PartialUpload? {
        let opening = try PartialError.mapping { () throws(SystemError) in
            try PartialRecord.open(id, in: shelf.directory)
        }
        let record: PartialRecord
        switch opening {
        case .none: return nil
        case .locked: throw .locked
        case .open(let found): record = found
        }
        return try PartialError.mapping { () throws(SystemError) -> Found in
            let status = try record.status(keptFor: options.seconds)
            if status.isExpired(at: now()) { return .expired }
            if status.result == nil,
                let file = try shelf.directory.open(Self.place(of: id), writable: true)
            {
                return .upload(PartialUpload(content(record, file), status, self))
            }
            // The bytes of one that is not whole were taken away: nothing can become of it.
            if status.result == nil, !status.isWhole { return .nothing }
            return .upload(PartialUpload(PartialContent(record, nil, shelf), status, self))
        }.get()
    }

    private enum Found {
        case nothing, expired
        case upload(PartialUpload)

        func get() throws(PartialError) -> PartialUpload? {
            switch self {
            case .nothing: return nil
            case .expired: throw .expired
            case .upload(let upload): return upload
            }
        }
    }

    /// What is known of an upload, whoever is busy with it; nil if there is none of that identifier. Waits for the
    /// disk.
    package func status(of id: UUID) async throws(PartialError) -> PartialStatus? {
        try await shelf.pool.runPart { [self] () throws(PartialError) in
            let status = try PartialError.mapping { () throws(SystemError) -> PartialStatus? in
                guard let record = try PartialRecord.read(id, in: shelf.directory) else {
                    return nil
                }
                return try record.status(keptFor: options.seconds)
            }
            if let status, status.isExpired(at: now()) { throw .expired }
            return status
        }
    }

    /// The uploads that follow one in the order of their identifiers, ended ones too. At most `limit`.
    package func page(
        after last: UUID?, limit: Int
    ) async throws(PartialError) -> [PartialStatus] {
        try await shelf.pool.runPart { [self] () throws(PartialError) in
            try PartialError.mapping { () throws(SystemError) in
                var page: [PartialStatus] = []
                for id in try ids() where last.map({ $0 < id }) ?? true {
                    if page.count >= max(limit, 0) { break }
                    guard let record = try PartialRecord.read(id, in: shelf.directory) else {
                        continue
                    }
                    let status = try record.status(keptFor: options.seconds)
                    if !status.isExpired(at: now()) { page.append(status) }
                }
                return page
            }
        }
    }

    /// Every upload that has a record, in order.
    func ids() throws(SystemError) -> [UUID] {
        try shelf.directory.entries(in: PartialRecord.room) { PartialRecord.id(ofRecordNamed: $0) }
    }

    /// Refuses bytes that would be more than may wait.
    func checkRoom(for count: UInt64) throws(PartialError) {
        try census.check(in: shelf.directory, options, count)
    }

    private func tidySometimes() {
        guard census.isTidyingDue() else { return }
        _ = try? expire()
    }
}
