import CLinux
import Glibc
package import Octets

extension HashedFileStore {
    /// Ends an upload: checks it, makes it durable, and gives it its name if no file has that yet. Of several uploads
    /// of the same bytes, in whatever processes, one is ``Outcome/stored(_:)``.
    package func commit(_ upload: BlobUpload) async throws(BlobError) -> Outcome {
        try await upload.commit { [self] writer throws(BlobError) in
            guard writer.temporary.directory === shelf.directory else { throw .closed }
            let sealed = try writer.seal(main: algorithm)
            guard let hash = sealed.note.main else { throw .closed }
            return try BlobError.mapping { () throws(SystemError) in
                try publish(writer.temporary, hash, sealed, also: writer.options.hashes)
            }
        }
    }

    /// Stores bytes that are here already.
    package func save(
        _ bytes: Bytes, _ options: UploadOptions = UploadOptions()
    ) async throws(BlobError) -> Outcome {
        var options = options
        if options.length == nil { options.length = UInt64(bytes.count) }
        let upload = try await begin(options)
        try await upload.write(bytes)
        return try await commit(upload)
    }

    /// Gives a sealed file its names, durably.
    func publish(
        _ temporary: BlobTemporary, _ hash: ContentHash, _ sealed: BlobWriter.Sealed,
        also wanted: Set<HashAlgorithm>
    ) throws(SystemError) -> Outcome {
        let publication = try publish(temporary.name, as: hash)
        if publication == .taken { return try meet(temporary, as: hash) }
        var names = [hash]
        do throws(SystemError) {
            try sealed.keep(in: shelf.directory, as: ["\(hash)"])
            // Without hard links there is one name only.
            for alias in sealed.note.hashes
            where publication == .linked && alias != hash
                && (aliases.contains(alias.algorithm) || wanted.contains(alias.algorithm))
            {
                var isNamed = try publish(temporary.name, as: alias) != .taken
                // A name whose file was deleted by another one goes; a file with the same bytes stays.
                if !isNamed, try !isCurrent(alias) {
                    isNamed = try publish(temporary.name, as: alias) != .taken
                }
                if isNamed { names.append(alias) }
            }
            try sealed.keep(in: shelf.directory, as: names.dropFirst().map(\.description))
            for name in names.reversed() { try syncFolder(of: name) }
        } catch {
            // The first name stays: others may have met the file by now, and been told that it is there.
            for name in names.dropFirst() {
                shelf.directory.withdraw(Self.place(name))
                shelf.directory.removeNote(named: "\(name)")
                shelf.directory.removeDirectory(Self.folder(name))
            }
            throw error
        }
        return .stored(hash)
    }

    /// Makes the directory if need be, also again when a deletion took it away in between.
    private func publish(
        _ name: String, as hash: ContentHash
    ) throws(SystemError) -> BlobDirectory.Publication {
        var attempts = 0
        while true {
            do throws(SystemError) {
                return try shelf.directory.publish(name, as: Self.place(hash))
            } catch {
                attempts += 1
                guard error.code == ENOENT, attempts < 100 else { throw error }
                try shelf.directory.makeDirectory(Self.folder(hash))
            }
        }
    }

    /// What becomes of an upload whose name is taken.
    private func meet(
        _ temporary: BlobTemporary, as hash: ContentHash
    ) throws(SystemError) -> Outcome {
        guard let stored = try shelf.directory.open(Self.place(hash)) else {
            // What is no file cannot be read by its digest; nor can it be replaced.
            if shelf.directory.exists(Self.place(hash)) { throw SystemError("link", code: EEXIST) }
            // Deleted in between: it was there when it mattered.
            return .exists(hash)
        }
        guard try isSame(temporary.file, stored) else { return .collision(hash) }
        nameFurther(stored, hash)
        // Whoever stored it may not have come to that yet, and never come to it.
        try shelf.directory.faults.check(.sync, Self.place(hash))
        guard fsync(stored.raw) == 0 else { throw SystemError("fsync", code: halserver_errno()) }
        try syncFolder(of: hash)
        return .exists(hash)
    }

    /// Gives a file of ours the further names that it lacks: those whose upload failed, or that were lost in a copy.
    /// As well as that can be done: there may be no hard links.
    private func nameFurther(_ stored: borrowing Descriptor, _ hash: ContentHash) {
        let note = shelf.directory.note(of: stored, named: "\(hash)")
        guard note.main == hash else { return }
        for alias in note.hashes
        where aliases.contains(alias.algorithm) && !shelf.directory.exists(Self.place(alias)) {
            if shelf.directory.note(of: stored, named: "\(alias)") != note {
                try? shelf.directory.keep(note, besideBlobNamed: "\(alias)")
            }
            _ = try? shelf.directory.makeDirectory(Self.folder(alias))
            guard (try? shelf.directory.link(Self.place(hash), as: Self.place(alias))) != nil else {
                shelf.directory.removeDirectory(Self.folder(alias))
                // Whoever was faster has kept the same one.
                if !shelf.directory.exists(Self.place(alias)) {
                    shelf.directory.removeNote(named: "\(alias)")
                }
                continue
            }
            _ = try? syncFolder(of: alias)
        }
    }

    /// Whether two files have the same bytes. All of them are compared: digests that agree prove nothing here.
    private func isSame(
        _ own: borrowing Descriptor, _ stored: borrowing Descriptor
    ) throws(SystemError) -> Bool {
        guard try BlobDirectory.status(of: own)?.length == BlobDirectory.status(of: stored)?.length
        else { return false }
        var offset = 0
        while true {
            let left = try own.read(1 << 18, at: offset)
            let right = try stored.read(1 << 18, at: offset)
            guard left == right else { return false }
            if left.isEmpty { return true }
            offset += left.count
        }
    }
}
