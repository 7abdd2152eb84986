import CLinux
import Glibc
import Octets

extension BlobShelf {
    /// Why nothing can be stored just now; nil if, as far as can be told without writing, something can.
    func writeObstacle() -> BlobError? {
        do throws(SystemError) {
            try directory.checkWritable()
            return nil
        } catch {
            return BlobError(error)
        }
    }
}

extension BlobDirectory {
    /// Below so many bytes of room the disk is taken for full: a note and a directory want some, too.
    private static let leastFreeBytes: UInt64 = 1 << 20

    /// Throws where files cannot be made: the directory is gone, or this process may not write into it, or nobody
    /// may, or there is no room. Looks and touches nothing.
    fileprivate func checkWritable() throws(SystemError) {
        var found = stat()
        guard unsafe fstat(descriptor.raw, &found) == 0 else {
            throw SystemError("fstat", code: halserver_errno())
        }
        guard found.st_nlink > 0 else { throw SystemError("open", code: ENOENT) }
        guard unsafe faccessat(descriptor.raw, ".", W_OK | X_OK, AT_EACCESS) == 0 else {
            throw SystemError("faccessat", code: halserver_errno())
        }
        if let freeBytes, freeBytes < Self.leastFreeBytes {
            throw SystemError("write", code: ENOSPC)
        }
    }
}

extension ByteStreamStore {
    /// Why nothing can be stored just now; nil if something can. For readiness probes: it asks the system, and
    /// writes nothing.
    package func writeObstacle() -> BlobError? { shelf.writeObstacle() }
}

extension HashedFileStore {
    /// Why nothing can be stored just now; nil if something can. For readiness probes: it asks the system, and
    /// writes nothing.
    package func writeObstacle() -> BlobError? { shelf.writeObstacle() }
}
