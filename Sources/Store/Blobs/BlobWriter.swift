import CLinux
import Glibc
import Octets

/// Puts bytes into a temporary file as they come. Large ones are gathered in a block and written past the page
/// cache; the last part, and everything where the file system refuses that, goes through it.
///
/// Used by one thread at a time; the upload that owns it sees to that.
final class BlobWriter {
    /// From how many bytes on an upload is large, in bytes.
    static let largeLength: UInt64 = 256 << 10
    /// How far ahead room is reserved, in bytes: an announced length reserves no more than this for itself.
    static let reserveLength: UInt64 = 128 << 20
    /// How long a block may take to fill before it goes to a quicker upload, in milliseconds.
    static let patience: UInt64 = 2000

    let temporary: BlobTemporary
    let options: UploadOptions
    private let budget: BlockBudget
    private let digesters: [Digester]
    private var checksum = CRC32C()
    /// How many bytes were taken.
    private(set) var count: UInt64 = 0
    /// Where the next write goes.
    private var offset: UInt64 = 0
    private var reserved: UInt64 = 0
    private var refusesReserving = false
    private var block: AlignedBlock?
    private var blockSince = MonotonicInstant.now
    /// From where on it is worth while to ask for a block again.
    private var blockFrom: UInt64
    private var isDirect = false
    private var refusesDirect = false
    /// The digests of all bytes, once they are sealed.
    private(set) var hashes: [ContentHash] = []
    /// Whether any write went past the page cache.
    private(set) var wasDirect = false
    private var cached: UInt64 = 0

    /// - Parameters:
    ///   - start: where the first byte goes. What lies before it counts, but for the digests.
    ///   - checksum: the CRC-32C of what lies before.
    init(
        _ temporary: BlobTemporary, _ options: UploadOptions, hashes: Set<HashAlgorithm>,
        budget: BlockBudget, from start: UInt64 = 0, checksum: UInt32? = nil
    ) throws(SystemError) {
        self.temporary = temporary
        self.options = options
        self.budget = budget
        var digesters: [Digester] = []
        for algorithm in HashAlgorithm.allCases where hashes.contains(algorithm) {
            digesters.append(try Digester(algorithm))
        }
        self.digesters = digesters
        count = start
        offset = start
        reserved = start
        if let checksum { self.checksum = CRC32C(continuing: checksum) }
        let length = options.length ?? start
        blockFrom =
            length > start && length - start >= Self.largeLength ? 0 : start + Self.largeLength
    }

    deinit { if block != nil { budget.giveBack() } }

    /// Refuses what would be more than is allowed or was announced.
    func admit(_ more: Int) throws(BlobError) {
        let (total, overflow) = count.addingReportingOverflow(UInt64(max(more, 0)))
        guard !overflow, total <= options.limit else { throw .tooLarge(limit: options.limit) }
        if let length = options.length, total > length {
            throw .wrongLength(announced: length, received: total)
        }
    }

    /// Takes the bytes if that costs no call of the system: they fit into the block. Then nothing else is to be
    /// done with them.
    func takeQuickly(_ bytes: Span<UInt8>) -> Bool {
        guard let block, bytes.count < blockRoom - block.count else { return false }
        count += UInt64(block.append(bytes, limit: blockRoom))
        return true
    }

    /// Takes the bytes, and writes as much as has come together.
    func take(_ bytes: Span<UInt8>) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            if block == nil, isWorthBlock(rest.count), let made = budget.take() {
                block = made
                blockSince = .now
            }
            guard let block else {
                try write(rest)
                count += UInt64(rest.count)
                return
            }
            let taken = block.append(rest, limit: blockRoom)
            count += UInt64(taken)
            rest = rest.extracting(taken..<rest.count)
            guard block.count >= blockRoom else { continue }
            try empty(block)
            if blockSince.milliseconds(until: .now) > Self.patience {
                giveBlockBack(for: 4 * UInt64(AlignedBlock.size))
            }
            blockSince = .now
        }
    }

    /// Whether the upload is large, and not one that comes a few bytes at a time: those would hold all the blocks.
    private func isWorthBlock(_ more: Int) -> Bool {
        offset + UInt64(more) > blockFrom && (more >= 16 << 10 || offset >= 64 << 10)
    }

    /// Writes what has come together, and lets the block go: for an upload that will pause.
    func pause() throws(SystemError) {
        guard let block else { return }
        try empty(block)
        giveBlockBack(for: 0)
    }

    /// Makes durable what was taken, without an end to it.
    /// - Parameter isLast: whether nothing more comes: then what was reserved is given back.
    func secure(isLast: Bool) throws(SystemError) {
        if isLast {
            try pause()
            goThroughCache()
            if reserved > offset, ftruncate(temporary.file.raw, off_t(offset)) != 0 {
                throw SystemError("ftruncate", code: halserver_errno())
            }
        } else if let block {
            try empty(block)
        }
        try temporary.directory.faults.check(.sync, temporary.name)
        guard fsync(temporary.file.raw) == 0 else {
            throw SystemError("fsync", code: halserver_errno())
        }
    }

    /// Gives up what was taken and not written.
    func stop() {
        block?.removeAll()
        giveBlockBack(for: 0)
        goThroughCache()
    }

    /// The CRC-32C of what was written, and of what lay before it.
    var checksumSoFar: UInt32 { checksum.value }

    /// The digests of what was taken. Once.
    func digests() throws(SystemError) -> [ContentHash] {
        try pause()
        var found: [ContentHash] = []
        for digester in digesters { found.append(try digester.finish()) }
        return found
    }

    /// Lets another upload have the block for the next bytes of this one.
    private func giveBlockBack(for bytes: UInt64) {
        guard block != nil else { return }
        block = nil
        budget.giveBack()
        blockFrom = offset + bytes
    }

    /// How many bytes the block takes now: so many that the next one begins at a multiple of its size.
    private var blockRoom: Int {
        AlignedBlock.size - Int(offset % UInt64(AlignedBlock.size))
    }

    private func empty(_ block: AlignedBlock) throws(SystemError) {
        let bytes = block.span
        let alignment = AlignedBlock.alignment
        let whole = offset % UInt64(alignment) == 0 ? bytes.count & ~(alignment - 1) : 0
        let isLarge = offset >= Self.largeLength || bytes.count >= Int(Self.largeLength)
        if isLarge, whole > 0, try writeDirectly(bytes.extracting(0..<whole)) {
            if whole < bytes.count { try write(bytes.extracting(whole..<bytes.count)) }
        } else {
            try write(bytes)
        }
        block.removeAll()
    }

    /// Writes past the page cache; false where the file system does not, and then nothing was written.
    private func writeDirectly(_ bytes: Span<UInt8>) throws(SystemError) -> Bool {
        guard !refusesDirect else { return false }
        try reserve(for: bytes.count)
        do throws(SystemError) {
            try temporary.directory.faults.check(.direct, temporary.name)
            if !isDirect, halserver_set_direct(temporary.file.raw, 1) != 0 {
                throw SystemError("fcntl", code: halserver_errno())
            }
            isDirect = true
            try put(bytes)
            wasDirect = true
            return true
        } catch {
            switch error.code {
            case EINVAL, ENOTSUP, ENOSYS:
                refusesDirect = true
                goThroughCache()
                return false
            default: throw error
            }
        }
    }

    /// Writes through the page cache.
    private func write(_ bytes: Span<UInt8>) throws(SystemError) {
        goThroughCache()
        try reserve(for: bytes.count)
        let start = offset
        try put(bytes)
        cached += offset - start
        // What is to be on the disk soon had better begin to go there now.
        let step: UInt64 = 8 << 20
        if cached >= step, let place = Int(exactly: offset - min(cached, offset)) {
            halserver_begin_writing(temporary.file.raw, off_t(place), off_t(cached))
            cached = 0
        }
    }

    private func put(_ bytes: Span<UInt8>) throws(SystemError) {
        try temporary.directory.faults.check(.write, temporary.name)
        guard let place = Int(exactly: offset) else { throw SystemError("write", code: EFBIG) }
        try temporary.file.write(bytes, at: place)
        checksum.update(bytes)
        for digester in digesters { digester.update(bytes) }
        offset += UInt64(bytes.count)
    }

    private func goThroughCache() {
        guard isDirect else { return }
        _ = halserver_set_direct(temporary.file.raw, 0)
        isDirect = false
    }

    /// Reserves room for large uploads of known length, step by step. Where the file system cannot, a full disk
    /// shows only when it is written.
    private func reserve(for more: Int) throws(SystemError) {
        guard let length = options.length, length >= Self.largeLength, !refusesReserving else {
            return
        }
        let end = offset + UInt64(more)
        while reserved < end {
            let step = min(length - min(reserved, length), Self.reserveLength)
            guard step > 0, let place = Int(exactly: reserved), let size = Int(exactly: step) else {
                return
            }
            do throws(SystemError) {
                try temporary.directory.faults.check(.reserve, temporary.name)
                guard halserver_reserve(temporary.file.raw, off_t(place), off_t(size)) == 0 else {
                    throw SystemError("fallocate", code: halserver_errno())
                }
            } catch {
                switch error.code {
                // What was announced will not fit: better said now than after gigabytes.
                case ENOSPC, EDQUOT, EFBIG: throw error
                default:
                    refusesReserving = true
                    return
                }
            }
            reserved += step
        }
    }

    /// What is to be kept beside the bytes.
    struct Sealed {
        let note: BlobNote
        /// Whether the file system keeps it with the file.
        let isKept: Bool

        /// Keeps the note beside the blob where the file did not take it. A checksum alone is not worth a second
        /// file and its sync.
        func keep(in directory: BlobDirectory, as names: [String]) throws(SystemError) {
            if isKept || (note.name == nil && note.mediaType == nil && note.hashes.isEmpty) {
                return
            }
            for name in names { try directory.keep(note, besideBlobNamed: name) }
        }
    }

    /// Writes the rest, checks what was asked for, and makes all of it durable.
    /// - Parameter main: the digest that the blob will be known by.
    func seal(main: HashAlgorithm? = nil) throws(BlobError) -> Sealed {
        if let length = options.length, length != count {
            throw .wrongLength(announced: length, received: count)
        }
        var note = options.note
        try BlobError.mapping { () throws(SystemError) in
            try pause()
            goThroughCache()
            if reserved > offset, ftruncate(temporary.file.raw, off_t(offset)) != 0 {
                throw SystemError("ftruncate", code: halserver_errno())
            }
            for digester in digesters { note.hashes.append(try digester.finish()) }
        }
        note.checksum = checksum.value
        hashes = note.hashes
        note.main = main.flatMap { note.hash($0) }
        for expected in options.expected where note.hash(expected.algorithm) != expected {
            throw .wrongHash(expected.algorithm)
        }
        let isKept = temporary.directory.keep(note, of: temporary.file)
        try BlobError.mapping { () throws(SystemError) in
            // Its age counts from now on, however long the upload took.
            _ = futimens(temporary.file.raw, nil)
            try temporary.directory.faults.check(.sync, temporary.name)
            guard fsync(temporary.file.raw) == 0 else {
                throw SystemError("fsync", code: halserver_errno())
            }
        }
        return Sealed(note: note, isKept: isKept)
    }
}
