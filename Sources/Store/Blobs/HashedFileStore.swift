import Glibc
import Octets

/// Files under the digest of their content: `<directory>/ab/abcdef…`, as the original has them. The same bytes are
/// stored once. A file has a second name by each further digest, a hard link in the same scheme
/// (`bytes-api.md` §3).
package final class HashedFileStore: BlobStore {
    let shelf: BlobShelf
    /// The digest that names files.
    package let algorithm: HashAlgorithm
    /// The digests that give them further names, where the file system has hard links.
    package let aliases: [HashAlgorithm]

    package var pool: BlobPool { shelf.pool }

    /// What became of an upload.
    package enum Outcome: Hashable, Sendable {
        /// It is a file now.
        case stored(ContentHash)
        /// The same bytes were there already, and stay as they were.
        case exists(ContentHash)
        /// Other bytes of the same digest were there already, and stay as they were. Nothing was stored.
        case collision(ContentHash)
    }

    /// Opens a directory, or makes it, and removes what killed processes of ours left there.
    /// - Parameters:
    ///   - algorithm: the digest that names files.
    ///   - aliases: digests that give them further names.
    package init(
        directory: String, algorithm: HashAlgorithm = .md5, aliases: [HashAlgorithm] = [.sha256],
        pool: BlobPool, budget: BlockBudget = BlockBudget(), faults: BlobFaults = BlobFaults()
    ) throws(BlobError) {
        shelf = try BlobShelf(directory, pool: pool, budget: budget, faults: faults)
        self.algorithm = algorithm
        self.aliases = aliases.filter { $0 != algorithm }
    }

    /// Where the file of a digest lies, from the store's directory on.
    static func place(_ hash: ContentHash) -> String { "\(folder(hash))/\(hash)" }

    static func folder(_ hash: ContentHash) -> String { hash.hex[0..<2].text }

    package func begin(_ options: UploadOptions) async throws(BlobError) -> BlobUpload {
        try await shelf.begin(options, hashes: Set(aliases).union([algorithm]))
    }

    package func open(_ name: ContentHash, verifying: Bool) throws(BlobError) -> OpenBlob? {
        let found = try BlobError.mapping { () throws(SystemError) in try current(name) }
        guard let found else { return nil }
        if verifying { try found.verify([name], named: Self.place(name)) }
        shelf.counters.read()
        return found
    }

    package func facts(of name: ContentHash) throws(BlobError) -> BlobFacts? {
        try BlobError.mapping { () throws(SystemError) in try current(name)?.facts }
    }

    /// The open file of a digest. A second name whose first one somebody else deleted names nothing any more.
    private func current(_ hash: ContentHash) throws(SystemError) -> OpenBlob? {
        guard let blob = try shelf.open(Self.place(hash), named: "\(hash)") else { return nil }
        guard let main = blob.facts.note.main, main != hash,
            let own = try BlobDirectory.status(of: blob.file)
        else { return blob }
        // Only a name that is the last one: where two stores name differently, the other name may be first. What has
        // the first name may be another copy by now: not all who copy directories keep links. It is looked at last,
        // since whoever stores the bytes anew takes that name before the others.
        guard own.links == 1, !shelf.directory.exists(Self.place(main)) else { return blob }
        try remove(hash)
        return nil
    }

    /// Whether a name leads to a file; one that does not any more is removed.
    func isCurrent(_ hash: ContentHash) throws(SystemError) -> Bool {
        switch try current(hash) {
        case nil: false
        case .some: true
        }
    }

    package func delete(_ name: ContentHash) throws(BlobError) -> Bool {
        try BlobError.mapping { () throws(SystemError) in
            guard let blob = try current(name), let own = try BlobDirectory.status(of: blob.file)
            else { return false }
            // The first name is what decides; it goes first.
            var names = blob.facts.note.hashes.filter { $0 != name }
            names.insert(name, at: 0)
            if let main = blob.facts.note.main, main != name {
                names.removeAll { $0 == main }
                names.insert(main, at: 0)
            }
            var isRemoved = false
            for other in names {
                guard let found = try shelf.directory.status(of: Self.place(other)),
                    found.isSameFile(as: own)
                else { continue }
                if try remove(other) { isRemoved = true }
            }
            if isRemoved { shelf.counters.deleted() }
            return isRemoved
        }
    }

    /// Removes a name, durably, and its directory if that is empty.
    @discardableResult
    func remove(_ hash: ContentHash) throws(SystemError) -> Bool {
        guard try shelf.directory.remove(Self.place(hash)) else { return false }
        shelf.directory.removeNote(named: "\(hash)")
        shelf.directory.removeDirectory(Self.folder(hash))
        try syncFolder(of: hash)
        return true
    }

    /// Makes the names beside a file durable; where the last one was just deleted, that their directory is gone.
    func syncFolder(of hash: ContentHash) throws(SystemError) {
        do throws(SystemError) {
            try shelf.directory.sync(Self.folder(hash))
        } catch {
            if error.code != ENOENT { throw error }
            try shelf.directory.sync()
        }
    }

    package func figures() -> BlobFigures {
        var figures = shelf.counters.all { [self] in count() }
        figures.freeBytes = shelf.directory.freeBytes
        return figures
    }

    @discardableResult
    package func sweep() throws(BlobError) -> Int { try shelf.sweep() }
}
