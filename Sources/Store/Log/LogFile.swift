import CLinux
import Glibc
import Octets

/// An open file of the log.
final class LogFile: Sendable {
    let name: String
    private let descriptor: Descriptor
    private let fileSystem: FileSystem

    init(_ descriptor: consuming Descriptor, name: String, fileSystem: FileSystem) {
        self.descriptor = descriptor
        self.name = name
        self.fileSystem = fileSystem
    }

    /// The file's length in bytes.
    func length() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor.raw, &status) == 0 else {
            throw SystemError("fstat", code: halserver_errno())
        }
        return Int(status.st_size)
    }

    /// Writes all the bytes. When it throws, some of them may stand in the file.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws(SystemError) {
        var count = bytes.count
        var fault: SystemError?
        if let probe = fileSystem.probe {
            switch probe(.write(name: name, offset: offset, bytes: Bytes(copying: bytes))) {
            case nil: break
            case .fails(let code): throw SystemError("pwrite", code: code)
            case .tears(let kept, let code):
                count = min(max(kept, 0), count)
                fault = SystemError("pwrite", code: code)
            }
        }
        try write(bytes, count: count, at: offset)
        if let fault { throw fault }
    }

    /// From how many bytes on a file is written past the page cache, which is several times quicker.
    private static let largeLength = 256 << 10

    /// Writes a new file's bytes, from its beginning, in order: its length says at any time how much of it is there.
    /// Long ones go past the page cache where the file system lets them.
    func writeWhole(_ bytes: Span<UInt8>) throws(SystemError) {
        var offset = 0
        if bytes.count >= Self.largeLength, let block = AlignedBlock(),
            halserver_set_direct(descriptor.raw, 1) == 0
        {
            do throws(SystemError) {
                let whole = bytes.count & ~(AlignedBlock.alignment - 1)
                while offset < whole {
                    block.removeAll()
                    let taken = block.append(
                        bytes.extracting(offset..<whole), limit: AlignedBlock.size)
                    try write(block.span, at: offset)
                    offset += taken
                }
            } catch {
                guard [EINVAL, ENOTSUP, ENOSYS].contains(error.code) else { throw error }
            }
            _ = halserver_set_direct(descriptor.raw, 0)
        }
        if offset < bytes.count { try write(bytes.extracting(offset..<bytes.count), at: offset) }
    }

    private func write(_ bytes: Span<UInt8>, count: Int, at offset: Int) throws(SystemError) {
        var done = 0
        while done < count {
            let written = unsafe bytes.withUnsafeBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe pwrite(descriptor.raw, base + done, count - done, offset + done)
            }
            if written > 0 {
                done += written
            } else if written == 0 {
                throw SystemError("pwrite", code: ENOSPC)
            } else if halserver_errno() != EINTR {
                throw SystemError("pwrite", code: halserver_errno())
            }
        }
    }

    /// Reads `count` bytes at `offset`; fewer at the file's end.
    func read(_ count: Int, at offset: Int) throws(SystemError) -> Bytes {
        var writer = ByteWriter(capacity: count)
        try read(count, at: offset, into: &writer)
        return writer.finish()
    }

    /// Adds `count` bytes at `offset` to `writer`; fewer at the file's end.
    func read(_ count: Int, at offset: Int, into writer: inout ByteWriter) throws(SystemError) {
        let start = writer.count
        while writer.count - start < count {
            let from = offset + writer.count - start
            var failure: CInt = 0
            var got = 0
            unsafe writer.append(upTo: count - (writer.count - start)) { space in
                got = unsafe pread(descriptor.raw, space.baseAddress, space.count, from)
                if got < 0 { failure = halserver_errno() }
                return max(got, 0)
            }
            if got == 0 { break }
            if failure != 0, failure != EINTR { throw SystemError("pread", code: failure) }
        }
    }

    /// The open file under another number, for whoever sends it.
    func duplicate() throws(SystemError) -> Descriptor {
        let raw = fcntl(descriptor.raw, F_DUPFD_CLOEXEC, 0)
        guard raw >= 0 else { throw SystemError("fcntl", code: halserver_errno()) }
        return Descriptor(adopting: raw)
    }

    /// Makes the bytes durable. A failure is final: the kernel may have dropped them.
    func sync() throws(SystemError) {
        try fileSystem.check("fdatasync", .sync(name: name))
        guard fdatasync(descriptor.raw) == 0 else {
            throw SystemError("fdatasync", code: halserver_errno())
        }
    }

    /// Has the system begin to write a part of the file to the disk, and does not wait.
    func beginWriting(_ range: Range<Int>) {
        halserver_begin_writing(descriptor.raw, range.lowerBound, range.count)
    }

    /// Cuts the file, or lets it grow by a hole.
    func truncate(to length: Int) throws(SystemError) {
        try fileSystem.check("ftruncate", .truncate(name: name, length: length))
        guard ftruncate(descriptor.raw, length) == 0 else {
            throw SystemError("ftruncate", code: halserver_errno())
        }
    }

    /// Takes the exclusive lock on the file; false if another holds it.
    func lock() -> Bool {
        flock(descriptor.raw, LOCK_EX | LOCK_NB) == 0
    }

    /// The same, and waits for whoever is about to give it back, such as a killed process that the system is
    /// still clearing away.
    func lock(waiting milliseconds: Int) -> Bool {
        for _ in 0..<max(milliseconds / 10, 0) {
            if lock() { return true }
            usleep(10_000)
        }
        return lock()
    }

    /// Gives the lock back.
    func unlock() { _ = flock(descriptor.raw, LOCK_UN) }

    /// Maps the first `length` bytes for reading. The file may be shorter: what lies beyond its end
    /// reads as zeros until the writer gets there.
    func map(length: Int) throws(SystemError) -> SegmentMap {
        try fileSystem.check("mmap", .map(name: name))
        return try SegmentMap(mapping: descriptor.raw, name: name, length: length)
    }
}

extension SystemError {
    /// Whether a sync failed: nobody knows then what is on the disk, and trying again would lie.
    var isOfSync: Bool { call == "fdatasync" || call == "fsync" }
}
