package import Octets

/// An open blob: what was stored, whole and for ever, also if it is deleted in the meantime.
package struct OpenBlob: ~Copyable, Sendable {
    /// The open file, to be read or handed to the kernel for sending.
    package let file: Descriptor
    /// What is known of it.
    package let facts: BlobFacts

    init(
        _ file: consuming Descriptor, _ status: BlobDirectory.Status, note: BlobNote
    ) {
        self.file = file
        facts = BlobFacts(length: status.length, modified: status.modified, note: note)
    }

    /// Gives the open file up, for whoever sends it.
    package consuming func takeFile() -> Descriptor { file }

    /// Up to `count` bytes from `offset`; fewer at the end. Waits for the disk.
    package func read(_ count: Int, at offset: UInt64) throws(BlobError) -> Bytes {
        guard let offset = Int(exactly: offset) else { return Bytes() }
        return try BlobError.mapping { () throws(SystemError) in
            try file.read(count, at: offset)
        }
    }

    /// Reads all of it and compares it with the digest or checksum that its note has: every one of them. A blob
    /// without a note passes. Waits for the disk.
    /// - Throws: ``BlobError/damaged(_:)`` with `name`.
    func verify(_ expected: [ContentHash], named name: String) throws(BlobError) {
        var wanted = expected
        for hash in facts.note.hashes where !wanted.contains(hash) { wanted.append(hash) }
        var digesters: [Digester] = []
        for hash in wanted {
            digesters.append(
                try BlobError.mapping { () throws(SystemError) in
                    try Digester(hash.algorithm)
                })
        }
        guard !wanted.isEmpty || facts.note.checksum != nil else { return }
        var checksum = CRC32C()
        var offset: UInt64 = 0
        while true {
            let bytes = try read(1 << 18, at: offset)
            if bytes.isEmpty { break }
            if facts.note.checksum != nil { checksum.update(bytes.span) }
            for digester in digesters { digester.update(bytes.span) }
            offset += UInt64(bytes.count)
        }
        if let kept = facts.note.checksum, kept != checksum.value { throw .damaged(name) }
        for (digester, hash) in zip(digesters, wanted) {
            let found = try BlobError.mapping { () throws(SystemError) in try digester.finish() }
            if found != hash { throw .damaged(name) }
        }
    }
}
