package import Octets

extension ByteStreamStore {
    /// What became of streams that were to be merged.
    package enum Merger: Hashable, Sendable {
        case merged(StoredStream)
        /// There is no such stream. Nothing was stored.
        case missing(UUID)
        /// More streams than one may merge at once. Nothing was stored.
        case tooMany(limit: Int)
    }

    /// How many streams one may merge at once: each of them is a descriptor until the end.
    package static let mostParts = 256

    /// An open part; a class because arrays hold no values that cannot be copied.
    private final class Part: Sendable {
        let blob: OpenBlob
        init(_ blob: consuming OpenBlob) { self.blob = blob }
    }

    /// Stores the bytes of streams one behind the other as a new stream, which gets its place when it is whole. All of
    /// them are opened first: that one of them is deleted later does not matter. One may come several times.
    /// - Parameters:
    ///   - limit: the most bytes that the new stream may have; ``BlobError/tooLarge(limit:)`` beyond.
    ///   - deleting: whether the parts are deleted behind that; one that cannot be is left.
    package func merge(
        _ ids: [UUID], to queue: QueueName = .main, note: BlobNote = BlobNote(),
        limit: UInt64 = .max, deleting: Bool = false
    ) async throws(BlobError) -> Merger {
        guard ids.count <= Self.mostParts else { return .tooMany(limit: Self.mostParts) }
        var parts: [UUID: Part] = [:]
        var length: UInt64 = 0
        for id in ids {
            if parts[id] == nil {
                let part = try await run { store throws(BlobError) -> Part? in
                    guard let blob = try store.open(id) else { return nil }
                    return Part(blob)
                }
                guard let part else { return .missing(id) }
                parts[id] = part
            }
            let (sum, overflow) = length.addingReportingOverflow(parts[id]?.blob.facts.length ?? 0)
            guard !overflow, sum <= limit else { throw .tooLarge(limit: limit) }
            length = sum
        }
        let upload = try await begin(UploadOptions(length: length, note: note))
        for id in ids {
            guard let part = parts[id] else { continue }
            var offset: UInt64 = 0
            while offset < part.blob.facts.length {
                let from = offset
                let bytes = try await pool.run { () throws(BlobError) in
                    try part.blob.read(AlignedBlock.size, at: from)
                }
                if bytes.isEmpty { break }
                try await upload.write(bytes)
                offset += UInt64(bytes.count)
            }
        }
        let stored = try await commit(upload, to: queue)
        if deleting {
            for id in parts.keys {
                // The new stream is there, and its sender must learn of it.
                _ = try? await run { store throws(BlobError) in try store.delete(id) }
            }
        }
        return .merged(stored)
    }
}
