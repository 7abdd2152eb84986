import CLinux
import Glibc
import Octets

extension HashedFileStore {
    /// Makes a file of an upload that came in parts. Wherever an earlier attempt was killed, this one goes on.
    /// - Parameter note: with the digests of the bytes.
    func publish(
        _ bytes: BlobTemporary, _ hash: ContentHash, _ note: BlobNote
    ) throws(SystemError) -> Outcome {
        let isKept = shelf.directory.keep(note, of: bytes.file)
        // Its age counts from now on, however long the upload took.
        _ = futimens(bytes.file.raw, nil)
        try shelf.directory.faults.check(.sync, bytes.name)
        guard fsync(bytes.file.raw) == 0 else {
            throw SystemError("fsync", code: halserver_errno())
        }
        return try publish(bytes, hash, BlobWriter.Sealed(note: note, isKept: isKept), also: [])
    }
}
