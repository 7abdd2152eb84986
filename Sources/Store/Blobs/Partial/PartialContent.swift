import CLinux
import Glibc
import Octets

/// The record and the bytes of an upload whose lock is held, and the part of it that is coming.
///
/// Used by one thread at a time; the upload that owns it sees to that.
final class PartialContent {
    /// How many bytes come at most before they are made durable and count, in bytes: what a killed server forgets.
    static let stride: UInt64 = 64 << 20

    let record: PartialRecord
    /// The bytes; nil where they have another name already, or are gone with it.
    let bytes: BlobTemporary?
    /// The part that is coming.
    private(set) var writer: BlobWriter?
    /// What the bytes of that part have to be.
    private var expected: ContentHash?
    /// Where that part begins; what is durable may be further by now.
    private var start: UInt64 = 0
    /// Whether any write went past the page cache.
    private(set) var wasDirect = false
    /// The digests of all bytes, where they came in one part, and were wanted.
    private(set) var hashes: [ContentHash] = []
    private let shelf: BlobShelf

    init(_ record: PartialRecord, _ bytes: BlobTemporary?, _ shelf: BlobShelf) {
        self.record = record
        self.bytes = bytes
        self.shelf = shelf
    }

    /// What a part is, as far as that is known before its first byte.
    struct Part: Sendable {
        /// How many bytes come; nil where nobody said.
        let count: UInt64?
        /// The most bytes that the whole may have.
        let limit: UInt64
        /// What the bytes of this part have to be.
        let expected: ContentHash?
        /// The length of the whole, if this part is the first to tell it.
        let length: UInt64?
        /// The digests that the blob will be known by.
        let hashes: Set<HashAlgorithm>
    }

    /// Begins a part behind what is durable. What lies there from an earlier one that was not acknowledged goes.
    func begin(_ part: Part) throws(PartialError) {
        guard let bytes else { throw .blob(.closed) }
        let start = record.mark.offset
        if let count = part.count, let free = shelf.directory.freeBytes, count > free {
            throw PartialError(SystemError("write", code: ENOSPC))
        }
        try PartialError.mapping { () throws(SystemError) in
            guard let status = try BlobDirectory.status(of: bytes.file) else {
                throw SystemError("fstat", code: ENOENT)
            }
            if status.length > start, ftruncate(bytes.file.raw, off_t(clamping: start)) != 0 {
                throw SystemError("ftruncate", code: halserver_errno())
            }
            // Bytes that were durable are missing.
            if status.length < start { throw SystemError("read", code: EIO) }
            if let length = part.length, record.mark.length != length {
                var mark = record.mark
                mark.length = length
                try record.write(mark)
            }
            var options = UploadOptions()
            options.limit = record.mark.length.map { min($0, part.limit) } ?? part.limit
            if let count = part.count {
                let (end, overflow) = start.addingReportingOverflow(count)
                options.length = overflow ? nil : end
            }
            var wanted = start == 0 ? part.hashes : []
            if let expected = part.expected { wanted.insert(expected.algorithm) }
            writer = try BlobWriter(
                bytes, options, hashes: wanted, budget: shelf.budget, from: start,
                checksum: record.mark.checksum)
        }
        expected = part.expected
        self.start = start
    }

    /// Whether the bytes could be taken without a call of the system.
    func takeQuickly(_ chunk: Span<UInt8>) -> Bool { writer?.takeQuickly(chunk) ?? false }

    /// Refuses what would be more than is allowed or was announced.
    func admit(_ count: Int) throws(PartialError) {
        guard let writer else { throw .blob(.closed) }
        do throws(BlobError) { try writer.admit(count) } catch { throw .blob(error) }
    }

    /// Takes bytes, and makes them durable now and then, unless they must be checked first.
    func take(_ chunk: Span<UInt8>) throws(PartialError) {
        guard let writer else { throw .blob(.closed) }
        try PartialError.mapping { () throws(SystemError) in
            try writer.take(chunk)
            if expected == nil, writer.count - min(record.mark.offset, writer.count) >= Self.stride
            {
                try writer.secure(isLast: false)
                try advance(to: writer)
            }
        }
    }

    private func advance(to writer: BlobWriter) throws(SystemError) {
        guard writer.count != record.mark.offset else { return }
        try record.write(
            PartialMark(
                offset: writer.count, length: record.mark.length, checksum: writer.checksumSoFar))
    }

    /// Ends the part: what came of it is durable and counts, if it is what it was said to be.
    /// - Parameter isWhole: whether all of it came. Else a part that must be checked leaves nothing.
    func finish(isWhole: Bool) throws(PartialError) {
        guard let writer else { return }
        self.writer = nil
        if !isWhole, expected != nil { return try cut(writer) }
        var found: [ContentHash] = []
        if isWhole {
            found = try PartialError.mapping { () throws(SystemError) in try writer.digests() }
        }
        if let expected, !found.contains(expected) {
            try cut(writer)
            throw .wrongChecksum
        }
        try PartialError.mapping { () throws(SystemError) in
            try writer.secure(isLast: true)
            wasDirect = wasDirect || writer.wasDirect
            try advance(to: writer)
        }
        if start == 0, record.mark.isWhole { hashes = found }
    }

    /// Forgets what came of the part since it was durable last.
    func cut() throws(PartialError) {
        guard let writer else { return }
        self.writer = nil
        try cut(writer)
    }

    private func cut(_ writer: BlobWriter) throws(PartialError) {
        writer.stop()
        try PartialError.mapping { () throws(SystemError) in
            let end = off_t(clamping: record.mark.offset)
            if ftruncate(writer.temporary.file.raw, end) != 0 {
                throw SystemError("ftruncate", code: halserver_errno())
            }
        }
    }

    /// Removes the upload; the record first, since without it there is none.
    func remove() throws(SystemError) {
        try shelf.directory.remove(PartialRecord.name(of: record.id))
        try shelf.directory.remove(PartialUploads.place(of: record.id))
        try shelf.directory.sync(PartialRecord.room)
    }
}
