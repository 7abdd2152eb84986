import Glibc
import Octets

/// What a blob store works with: its directory, threads, memory and counters.
final class BlobShelf: Sendable {
    let directory: BlobDirectory
    let pool: BlobPool
    let counters = BlobCounters()
    let budget: BlockBudget

    /// Opens the directory and removes what killed processes left in it.
    init(
        _ path: String, pool: BlobPool, budget: BlockBudget, faults: BlobFaults
    ) throws(BlobError) {
        directory = try BlobError.mapping { () throws(SystemError) in
            try BlobDirectory(path, faults: faults)
        }
        self.pool = pool
        self.budget = budget
        try sweep()
    }

    /// Removes what killed processes left; returns how many files.
    @discardableResult
    func sweep() throws(BlobError) -> Int {
        let count = try BlobError.mapping { () throws(SystemError) in
            try BlobTemporary.sweep(directory)
        }
        counters.swept(count)
        return count
    }

    /// Begins an upload. What will certainly not fit is refused before its first byte.
    func begin(
        _ options: UploadOptions, hashes: Set<HashAlgorithm>
    ) async throws(BlobError) -> BlobUpload {
        if let length = options.length, length > options.limit {
            throw .tooLarge(limit: options.limit)
        }
        return try await pool.run { [self] () throws(BlobError) in
            try BlobError.mapping { () throws(SystemError) in
                if let length = options.length, let free = directory.freeBytes, length > free {
                    throw SystemError("write", code: ENOSPC)
                }
                let temporary = try BlobTemporary.make(in: directory)
                let wanted = hashes.union(options.hashes).union(options.expected.map(\.algorithm))
                do throws(SystemError) {
                    let writer = try BlobWriter(
                        temporary, options, hashes: wanted, budget: budget)
                    return BlobUpload(writer, pool: pool, counters: counters)
                } catch {
                    temporary.remove()
                    throw error
                }
            }
        }
    }

    /// Opens a file, with its note.
    func open(_ place: String, named name: String) throws(SystemError) -> OpenBlob? {
        guard let file = try directory.open(place),
            let status = try BlobDirectory.status(of: file)
        else { return nil }
        let note = directory.note(of: file, named: name)
        return OpenBlob(file, status, note: note)
    }
}
