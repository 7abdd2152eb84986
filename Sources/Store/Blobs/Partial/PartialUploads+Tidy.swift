import Glibc
import Octets

extension PartialUploads {
    /// Removes uploads whose time is over, and ends those that are whole: their server was killed, or could not, in
    /// between. Once at start and every few minutes; uploads that others are busy with are left alone. Returns how many
    /// were removed.
    @discardableResult
    package func tidy() async throws(PartialError) -> Int {
        var found = try await shelf.pool.runPart { [self] () throws(PartialError) in
            try expire()
        }
        for id in found.whole {
            guard let upload = try? await open(id) else { continue }
            // What cannot be ended in all the time that there was is damaged, or its disk is.
            if (try? await finish(upload)) == nil, upload.status.expires <= now(),
                (try? await upload.remove()) != nil
            {
                found.removed += 1
            }
            upload.release()
        }
        return found.removed
    }

    /// What looking for uploads whose time is over came to.
    struct Tidying: Sendable {
        var removed = 0
        /// Those that are whole, and no blob yet.
        var whole: [UUID] = []
    }

    /// Removes uploads whose time is over.
    func expire() throws(PartialError) -> Tidying {
        try PartialError.mapping { () throws(SystemError) in
            var found = Tidying()
            let limit = now()
            for id in try ids() {
                guard let record = try? PartialRecord.read(id, in: shelf.directory),
                    let status = try? record.status(keptFor: options.seconds)
                else { continue }
                if status.result == nil, status.isWhole {
                    found.whole.append(id)
                } else if status.isExpired(at: limit), remove(id, at: limit) {
                    found.removed += 1
                } else if status.result != nil, shelf.directory.exists(Self.place(of: id)) {
                    // Whoever ended it came no further; the bytes of a deleted blob would stay.
                    _ = try? shelf.directory.remove(Self.place(of: id))
                }
            }
            found.removed += try removeRemains(limit)
            return found
        }
    }

    private func remove(_ id: UUID, at limit: Timestamp) -> Bool {
        guard case .open(let record)? = try? PartialRecord.open(id, in: shelf.directory),
            let status = try? record.status(keptFor: options.seconds), status.isExpired(at: limit),
            (try? PartialContent(record, nil, shelf).remove()) != nil
        else { return false }
        if status.result == nil { shelf.counters.aborted() }
        return true
    }

    /// Removes old files of a beginning or an end that broke off: bytes without a record, and records that cannot be
    /// read.
    private func removeRemains(_ limit: Timestamp) throws(SystemError) -> Int {
        var remains: [String] = []
        try shelf.directory.forEachName(in: PartialRecord.room) { entry in
            let name = "\(PartialRecord.room)/\(entry)"
            guard let status = try? shelf.directory.status(of: name),
                status.modified.advanced(seconds: max(options.seconds, 0)) <= limit
            else { return true }
            if let id = PartialRecord.id(named: entry) {
                if !shelf.directory.exists(PartialRecord.name(of: id)) { remains.append(name) }
            } else if let id = PartialRecord.id(ofRecordNamed: entry) {
                let record = (try? PartialRecord.read(id, in: shelf.directory)) ?? nil
                if record == nil { remains.append(name) }
            }
            return true
        }
        var removed = 0
        for name in remains where (try? shelf.directory.remove(name)) == true { removed += 1 }
        return removed
    }
}
