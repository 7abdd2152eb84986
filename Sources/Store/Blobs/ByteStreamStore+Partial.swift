import CLinux
import Glibc
import Octets

extension ByteStreamStore {
    /// Makes a stream of an upload that came in parts, under the same identifier, and gives it its place at the end of a
    /// queue. Wherever an earlier attempt was killed, this one goes on; a stream that was deleted since stays deleted.
    /// Nothing that is durable is taken back: the next attempt needs it.
    /// - Parameter bytes: nil where they have the name of the stream already, and no other.
    func publish(
        _ bytes: BlobTemporary?, _ id: UUID, _ note: BlobNote, to queue: QueueName
    ) throws(SystemError) {
        let name = Self.fileName(id)
        // The temporary name keeps others from giving the stream a place.
        guard let marker = try BlobTemporary.claim(id, in: directory) else {
            throw SystemError("flock", code: EAGAIN)
        }
        defer { marker.remove() }
        let isThere = try directory.status(of: name) != nil
        let isRepeated = isThere || bytes == nil
        if isRepeated {
            for queue in try queueNames() { try rememberPlaces(of: queue) }
        }
        let isPlaced = knownPosition(of: id) != nil
        if let bytes {
            // It was a stream already.
            if isPlaced, !isThere { return }
            let isKept = directory.keep(note, of: bytes.file)
            // Its age counts from now on, however long the upload took.
            _ = futimens(bytes.file.raw, nil)
            try directory.faults.check(.sync, bytes.name)
            guard fsync(bytes.file.raw) == 0 else {
                throw SystemError("fsync", code: halserver_errno())
            }
            if try directory.publish(bytes.name, as: name) == .taken {
                throw SystemError("link", code: EEXIST)
            }
            try BlobWriter.Sealed(note: note, isKept: isKept).keep(in: directory, as: ["\(id)"])
        } else if !isThere {
            return
        }
        try directory.sync()
        if !isPlaced { _ = try settle(id, in: queue) }
    }
}
