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

    private func publish(
        _ temporary: BlobTemporary, _ hash: ContentHash, _ sealed: BlobWriter.Sealed,
        also wanted: Set<HashAlgorithm>
    ) throws(SystemError) -> Outcome {
        let publication = try publish(temporary.name, as: hash)
        if publication == .taken {
            return try isSame(temporary, as: hash) ? .exists(hash) : .collision(hash)
        }
        var names = [hash]
        do throws(SystemError) {
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
            try sealed.keep(in: shelf.directory, as: names.map(\.description))
            for name in names.reversed() { try syncFolder(of: name) }
        } catch {
            for name in names {
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

    /// Whether a stored file has the same bytes. All of them are compared: digests that agree prove nothing here.
    private func isSame(
        _ temporary: BlobTemporary, as hash: ContentHash
    ) throws(SystemError) -> Bool {
        guard let stored = try shelf.directory.open(Self.place(hash)),
            let own = try BlobDirectory.status(of: temporary.file),
            let status = try BlobDirectory.status(of: stored)
            // Deleted in between: it was there when it mattered.
        else { return true }
        guard own.length == status.length else { return false }
        var offset = 0
        while true {
            let left = try temporary.file.read(1 << 18, at: offset)
            let right = try stored.read(1 << 18, at: offset)
            guard left == right else { return false }
            if left.isEmpty { return true }
            offset += left.count
        }
    }
}
