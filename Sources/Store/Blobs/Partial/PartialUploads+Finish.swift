import CLinux
import Glibc
import Octets

extension PartialUploads {
    /// How many bytes are read at once for digests, in bytes; other work of the store comes between.
    private static let readLength = 8 << 20

    /// Ends an upload that is whole: it becomes a blob of the store, once, however often and by whomever this is called,
    /// and wherever an earlier call was killed.
    package func finish(_ upload: PartialUpload) async throws(PartialError) -> PartialResult {
        if let result = upload.status.result { return result }
        guard upload.status.isWhole else { throw .blob(.closed) }
        var note = upload.status.facts.note
        let wanted = hashes
        if !wanted.isEmpty {
            if let known = try await known(upload) { return known }
            note.hashes = try await digests(of: upload, wanted)
        }
        let sealed = note
        return try await upload.use { [self] content throws(PartialError) in
            try end(content, sealed)
        }
    }

    /// What became of an upload whose bytes have their name already, and no other.
    private func known(_ upload: PartialUpload) async throws(PartialError) -> PartialResult? {
        try await upload.use { [destination] content throws(PartialError) in
            guard content.bytes == nil else { return nil }
            guard case .naming(let hash) = content.record.end, case .files(let store) = destination
            else { throw .blob(.damaged(PartialUploads.place(of: content.record.id))) }
            try PartialError.mapping { () throws(SystemError) in
                try store.syncFolder(of: hash)
                try content.record.write(.ended(.stored(hash)))
            }
            return .stored(hash)
        }
    }

    /// The digests of all bytes, from where they are known or the file itself, which must be what was written.
    private func digests(
        of upload: PartialUpload, _ wanted: Set<HashAlgorithm>
    ) async throws(PartialError) -> [ContentHash] {
        let known = try await upload.use { content throws(PartialError) in content.hashes }
        let chosen = known.filter { wanted.contains($0.algorithm) }
        if chosen.count == wanted.count { return chosen }
        let digest = try PartialError.mapping { () throws(SystemError) in
            try PartialDigest(wanted)
        }
        while true {
            let isDone = try await upload.use { content throws(PartialError) in
                guard let bytes = content.bytes else { throw .blob(.closed) }
                return try PartialError.mapping { () throws(SystemError) in
                    try digest.read(Self.readLength, of: bytes.file, to: content.record.mark.offset)
                }
            }
            if isDone { break }
        }
        return try await upload.use { content throws(PartialError) in
            guard digest.checksum == content.record.mark.checksum else {
                throw .blob(.damaged(PartialUploads.place(of: content.record.id)))
            }
            return try PartialError.mapping { () throws(SystemError) in try digest.finish() }
        }
    }

    private func end(
        _ content: PartialContent, _ note: BlobNote
    ) throws(PartialError) -> PartialResult {
        if case .ended(let result) = content.record.end { return result }
        let mark = content.record.mark
        var note = note
        note.checksum = mark.checksum
        return try PartialError.mapping { () throws(SystemError) in
            let result: PartialResult
            switch destination {
            case .streams(let store):
                try store.publish(
                    content.bytes, content.record.id, note, to: content.record.facts.queue)
                result = .stream(content.record.id)
            case .files(let store):
                guard let bytes = content.bytes, let hash = note.hash(store.algorithm) else {
                    throw SystemError("link", code: ENOENT)
                }
                note.main = hash
                // Where there are no hard links the bytes lose the name by which an upload finds them.
                try content.record.write(.naming(hash))
                result = PartialResult(try store.publish(bytes, hash, note))
            }
            try content.record.write(.ended(result))
            // What was acknowledged does not depend on that: it is tried again when the record goes.
            if (try? shelf.directory.remove(Self.place(of: content.record.id))) == true {
                try? shelf.directory.sync(PartialRecord.room)
            }
            shelf.counters.committed(mark.offset, directly: content.wasDirect)
            return result
        }
    }
}

extension PartialResult {
    init(_ outcome: HashedFileStore.Outcome) {
        switch outcome {
        case .stored(let hash): self = .stored(hash)
        case .exists(let hash): self = .exists(hash)
        case .collision(let hash): self = .collision(hash)
        }
    }
}
