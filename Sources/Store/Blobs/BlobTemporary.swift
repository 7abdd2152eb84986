import CLinux
import Glibc
import Octets

/// A file that has no name of its own yet. It lies in `.tmp` under an identifier that nobody else has, and is
/// locked while it is in use: what lies there unlocked was left by a killed process.
final class BlobTemporary: Sendable {
    static let room = ".tmp"

    /// Its identifier, new with every file.
    let id: UUID
    /// Its name, from the store's directory on.
    let name: String
    let directory: BlobDirectory
    let file: Descriptor

    /// An open file that lies elsewhere until it gets its name; whoever opened it has seen to its lock.
    init(
        _ id: UUID, named name: String, _ directory: BlobDirectory, _ file: consuming Descriptor
    ) {
        self.id = id
        self.name = name
        self.directory = directory
        self.file = file
    }

    /// What the temporary file of an identifier is called.
    static func name(of id: UUID) -> String { "\(room)/\(id)" }

    /// After so many files that are gone at once, no sweep is to blame: the file system counts no links.
    private static let mostAttempts = 100

    /// Makes an empty one, locked.
    static func make(in directory: BlobDirectory) throws(SystemError) -> BlobTemporary {
        // Somebody's sweep may take a file that is not locked yet; then another one is made.
        for _ in 0..<mostAttempts {
            if let made = try make(.random(), in: directory) { return made }
        }
        throw SystemError("flock", code: EIO)
    }

    /// Makes the one of an identifier; nil where it is there already, or was swept away before it was locked.
    static func make(
        _ id: UUID, in directory: BlobDirectory
    ) throws(SystemError) -> BlobTemporary? {
        let name = Self.name(of: id)
        guard let file = try create(name, in: directory) else { return nil }
        do throws(SystemError) {
            try directory.faults.check(.lock, name)
            if flock(file.raw, LOCK_EX | LOCK_NB) != 0 {
                // Whoever holds it is about to sweep it. Where there are no locks at all, sweeps find none either.
                if halserver_errno() == EWOULDBLOCK { return nil }
            }
        } catch {
            _ = unsafe unlinkat(directory.descriptor.raw, name, 0)
            throw error
        }
        guard let own = try BlobDirectory.status(of: file), own.links > 0 else { return nil }
        return BlobTemporary(id, named: name, directory, file)
    }

    /// Makes the one of an identifier, also in the place of one that a killed process left; nil where somebody has it.
    static func claim(
        _ id: UUID, in directory: BlobDirectory
    ) throws(SystemError) -> BlobTemporary? {
        for _ in 0..<mostAttempts {
            if let made = try make(id, in: directory) { return made }
            guard let left = try directory.open(name(of: id), writable: true) else { continue }
            guard flock(left.raw, LOCK_EX | LOCK_NB) == 0 else { return nil }
            _ = try directory.remove(name(of: id))
        }
        return nil
    }

    /// A new file, and the room for it; nil where the name is taken.
    private static func create(
        _ name: String, in directory: BlobDirectory
    ) throws(SystemError) -> Descriptor? {
        var isRoomMade = false
        while true {
            do throws(SystemError) {
                return try directory.create(name)
            } catch {
                if error.code == EEXIST { return nil }
                guard error.code == ENOENT, !isRoomMade else { throw error }
                try directory.makeRoom(room)
                isRoomMade = true
            }
        }
    }

    /// Takes the temporary name away: nothing is left of the file if it has no other.
    func remove() { _ = try? directory.remove(name) }

    /// Removes what processes that are gone have left: files that are named as ours are and not locked. Returns how
    /// many. Anything else in the room is left alone.
    static func sweep(_ directory: BlobDirectory) throws(SystemError) -> Int {
        let left = try directory.entries(in: room) { entry -> String? in
            // `<id>` or `<id>.position`.
            let id =
                entry.hasSuffix(recordEnding) ? String(entry.dropLast(recordEnding.count)) : entry
            return id.utf8.count == 36 && UUID(id)?.description == id ? entry : nil
        }
        var removed = 0
        for entry in left {
            let name = "\(room)/\(entry)"
            if entry.hasSuffix(recordEnding) {
                // It goes with the file that it belongs to, which is locked while that is in use.
                if directory.exists(String(name.dropLast(recordEnding.count))) { continue }
                if (try? directory.remove(name)) == true { removed += 1 }
                continue
            }
            guard let file = try? directory.open(name, writable: true) else { continue }
            guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else { continue }
            // Locked now: whoever made it is gone, or notices that it has no name any more.
            if (try? directory.remove(name)) == true { removed += 1 }
        }
        return removed
    }

    /// What is prepared for a temporary file, beside it.
    static let recordEnding = ".position"
}
