import CLinux
import Glibc
import Octets

/// The data directory: names of files in it, never paths.
final class LogDirectory: Sendable {
    let path: String
    let fileSystem: FileSystem
    private let descriptor: Descriptor
    /// What stands before the names of its files where calls are looked at: empty for the data directory.
    private let label: String

    /// Opens the directory; makes it, with its parents, for its owner alone if it is not there.
    init(
        _ path: String, fileSystem: FileSystem, creates: Bool, label: String = ""
    ) throws(SystemError) {
        self.path = path
        self.fileSystem = fileSystem
        self.label = label
        var raw = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if raw < 0, halserver_errno() == ENOENT, creates {
            try Self.make(path)
            raw = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        descriptor = Descriptor(adopting: raw)
    }

    private static func make(_ path: String) throws(SystemError) {
        var parts: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            parts.append(String(part))
            let prefix = parts.joined(separator: "/")
            if prefix.isEmpty { continue }
            if unsafe mkdir(prefix, 0o700) == 0 {
                try syncParent(of: prefix)
            } else if halserver_errno() != EEXIST {
                throw SystemError("mkdir", code: halserver_errno())
            }
        }
    }

    /// A directory that was just made is durable only when its parent is.
    private static func syncParent(of path: String) throws(SystemError) {
        let raw = unsafe Glibc.open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        let parent = Descriptor(adopting: raw)
        if fsync(parent.raw) != 0, halserver_errno() != EINVAL {
            throw SystemError("fsync", code: halserver_errno())
        }
    }

    /// Whether others may write into the directory.
    var isWorldWritable: Bool {
        var status = stat()
        return unsafe fstat(descriptor.raw, &status) == 0 && status.st_mode & 0o002 != 0
    }

    /// The names of the files, sorted.
    func names() throws(SystemError) -> [String] {
        let raw = unsafe openat(descriptor.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        guard let listing = unsafe fdopendir(raw) else {
            close(raw)
            throw SystemError("fdopendir", code: halserver_errno())
        }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Opens a file that is there.
    func file(_ name: String, writable: Bool) throws(SystemError) -> LogFile {
        try open(name, (writable ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC)
    }

    /// Makes a new, empty file. One of that name that is left from before is emptied.
    func create(_ name: String) throws(SystemError) -> LogFile {
        try fileSystem.check("open", .create(name: label + name))
        return try open(name, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)
    }

    /// Opens the file that is locked while the log is in use; makes it if need be. Never emptied, never removed.
    func openLock() throws(SystemError) -> LogFile {
        try open(LogFormat.lockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC)
    }

    private func open(_ name: String, _ flags: CInt) throws(SystemError) -> LogFile {
        let raw = unsafe openat(descriptor.raw, name, flags, 0o600)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        return LogFile(Descriptor(adopting: raw), name: label + name, fileSystem: fileSystem)
    }

    /// Gives a file another name, in place of the one that had it.
    func rename(_ name: String, to other: String) throws(SystemError) {
        try fileSystem.check("rename", .rename(from: label + name, to: label + other))
        guard unsafe renameat(descriptor.raw, name, descriptor.raw, other) == 0 else {
            throw SystemError("rename", code: halserver_errno())
        }
    }

    /// Gives a file of another directory on the same file system a second name in this one.
    func link(_ name: String, of other: LogDirectory, as new: String) throws(SystemError) {
        guard unsafe linkat(other.descriptor.raw, name, descriptor.raw, new, 0) == 0 else {
            throw SystemError("link", code: halserver_errno())
        }
    }

    /// Removes a file; it is no error if it is gone already.
    func remove(_ name: String) throws(SystemError) {
        try fileSystem.check("unlink", .remove(name: label + name))
        if unsafe unlinkat(descriptor.raw, name, 0) != 0, halserver_errno() != ENOENT {
            throw SystemError("unlink", code: halserver_errno())
        }
    }

    /// Makes names durable: what was created, renamed or removed before stays so.
    func sync() throws(SystemError) {
        try fileSystem.check("fsync", .syncDirectory(label: label))
        guard fsync(descriptor.raw) == 0 else {
            throw SystemError("fsync", code: halserver_errno())
        }
    }

    /// Keeps other processes from taking the directory for themselves while this value lives. Waits for one that
    /// has it. Where there are no locks, nothing happens.
    func lockShared() {
        while flock(descriptor.raw, LOCK_SH) != 0, halserver_errno() == EINTR {}
    }

    /// Takes the directory for this process alone; false while another shares it. Where there are no locks,
    /// everybody gets it.
    func lockAlone() -> Bool {
        flock(descriptor.raw, LOCK_EX | LOCK_NB) == 0 || halserver_errno() != EWOULDBLOCK
    }

    /// Gives it back.
    func unlock() { _ = flock(descriptor.raw, LOCK_UN) }

    /// Writes a file whole or not at all: beside it, synced, then renamed over it.
    /// - Parameter step: how many bytes are written and synced at a time.
    func replace(
        _ name: String, with bytes: Bytes, step: Int = .max
    ) throws(SystemError) {
        let temporary = name + ".tmp"
        let file = try create(temporary)
        var at = 0
        while at < bytes.count {
            let count = min(step, bytes.count - at)
            try file.write(bytes[at..<(at + count)], at: at)
            try file.sync()
            at += count
        }
        try rename(temporary, to: name)
        try sync()
    }
}
