import CLinux
import Glibc
import Octets

/// The directory of a blob store. Names are those of files below it, such as `ab/abcd…`, and never come from a
/// request as they are. Every call looks at the disk: others may write into the directory at the same time.
final class BlobDirectory: Sendable {
    let faults: BlobFaults
    let descriptor: Descriptor

    /// What is known of a regular file.
    struct Status: Equatable {
        let length: UInt64
        let modified: Timestamp
        /// Tells files of one file system apart.
        let inode: UInt64
        let device: UInt64
        /// How many names it has.
        let links: UInt64

        /// Whether both are one file, under whatever names.
        func isSameFile(as other: Status) -> Bool {
            inode == other.inode && device == other.device
        }
    }

    /// Opens the directory; makes it, with its parents, as the process's umask says if it is not there.
    init(_ path: String, faults: BlobFaults) throws(SystemError) {
        self.faults = faults
        var raw = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if raw < 0, halserver_errno() == ENOENT {
            try Self.make(path)
            raw = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        descriptor = Descriptor(adopting: raw)
    }

    private static func make(_ path: String) throws(SystemError) {
        var prefix = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            prefix += prefix.isEmpty && !path.hasPrefix("/") ? String(part) : "/" + String(part)
            if prefix == "/" || part.isEmpty { continue }
            if unsafe mkdir(prefix, 0o777) == 0 {
                let raw = unsafe Glibc.open(prefix + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
                let parent = Descriptor(adopting: raw)
                if fsync(parent.raw) != 0, halserver_errno() != EINVAL {
                    throw SystemError("fsync", code: halserver_errno())
                }
            } else if halserver_errno() != EEXIST {
                throw SystemError("mkdir", code: halserver_errno())
            }
        }
    }

    /// Makes a directory in this one durably; false if there is one already, which is durable then, too.
    @discardableResult
    func makeDirectory(_ name: String, in parent: String = ".") throws(SystemError) -> Bool {
        try faults.check(.makeDirectory, name)
        guard unsafe mkdirat(descriptor.raw, name, 0o777) == 0 else {
            guard halserver_errno() == EEXIST else {
                throw SystemError("mkdir", code: halserver_errno())
            }
            // Whoever made it may not have come to that yet.
            try sync(parent)
            return false
        }
        try sync(parent)
        return true
    }

    /// Opens a directory and locks it; nil where there is none of that name, or somebody holds the lock. Where there
    /// are no locks at all, everybody gets it.
    func lockDirectory(_ name: String) throws(SystemError) -> Descriptor? {
        try faults.check(.lock, name)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let raw = unsafe openat(descriptor.raw, name, flags)
        guard raw >= 0 else {
            switch halserver_errno() {
            case ENOENT, ENOTDIR, ELOOP: return nil
            case let code: throw SystemError("open", code: code)
            }
        }
        let found = Descriptor(adopting: raw)
        if flock(found.raw, LOCK_EX | LOCK_NB) != 0, halserver_errno() == EWOULDBLOCK { return nil }
        return found
    }

    /// Makes a new file, for reading and writing. Throws EEXIST where the name is taken.
    func create(_ name: String) throws(SystemError) -> Descriptor {
        try faults.check(.create, name)
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let raw = unsafe openat(descriptor.raw, name, flags, 0o666)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        return Descriptor(adopting: raw)
    }

    /// Opens a regular file; nil where there is none of that name. A pipe is not waited for, a link not followed.
    func open(_ name: String, writable: Bool = false) throws(SystemError) -> Descriptor? {
        let access = writable ? O_RDWR : O_RDONLY
        let flags = access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let raw = unsafe openat(descriptor.raw, name, flags)
        guard raw >= 0 else {
            switch halserver_errno() {
            // A link, a directory that is to be written, a socket.
            case ENOENT, ELOOP, EISDIR, ENXIO, ENOTDIR: return nil
            case let code: throw SystemError("open", code: code)
            }
        }
        let file = Descriptor(adopting: raw)
        guard try Self.status(of: file) != nil else { return nil }
        return file
    }

    /// What is known of an open file; nil if it is none that has bytes.
    static func status(of file: borrowing Descriptor) throws(SystemError) -> Status? {
        var found = stat()
        guard unsafe fstat(file.raw, &found) == 0 else {
            throw SystemError("fstat", code: halserver_errno())
        }
        return Status(found)
    }

    /// What is known of a regular file; nil where there is none of that name.
    func status(of name: String) throws(SystemError) -> Status? {
        var found = stat()
        guard unsafe fstatat(descriptor.raw, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
            if halserver_errno() == ENOENT || halserver_errno() == ENOTDIR { return nil }
            throw SystemError("fstatat", code: halserver_errno())
        }
        return Status(found)
    }

    /// The number by which a directory is known while it lives; nil if there is none of that name.
    func identity(of name: String) -> UInt64? {
        var found = stat()
        guard unsafe fstatat(descriptor.raw, name, &found, AT_SYMLINK_NOFOLLOW) == 0,
            found.st_mode & S_IFMT == S_IFDIR
        else { return nil }
        return UInt64(found.st_ino)
    }

    /// Whether anything has that name, also a link to nothing.
    func exists(_ name: String) -> Bool {
        unsafe faccessat(descriptor.raw, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Calls `body` with the name of each entry of a directory, in no order, until it returns false. A directory
    /// that is not there has none.
    func forEachName(in name: String = ".", _ body: (String) -> Bool) throws(SystemError) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let raw = unsafe openat(descriptor.raw, name, flags)
        guard raw >= 0 else {
            if halserver_errno() == ENOENT || halserver_errno() == ENOTDIR { return }
            throw SystemError("open", code: halserver_errno())
        }
        guard let listing = unsafe fdopendir(raw) else {
            close(raw)
            throw SystemError("fdopendir", code: halserver_errno())
        }
        defer { unsafe closedir(listing) }
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != "..", !body(name) { return }
        }
    }

    /// The names of a directory's entries that `select` makes something of, sorted.
    func entries<Value: Comparable>(
        in name: String = ".", _ select: (String) -> Value?
    ) throws(SystemError) -> [Value] {
        var found: [Value] = []
        try forEachName(in: name) { entry in
            if let value = select(entry) { found.append(value) }
            return true
        }
        return found.sorted()
    }

    /// Makes the names in a directory durable.
    func sync(_ name: String = ".") throws(SystemError) {
        try faults.check(.syncDirectory, name)
        if name == "." { return try Self.sync(descriptor) }
        let raw = unsafe openat(descriptor.raw, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard raw >= 0 else { throw SystemError("open", code: halserver_errno()) }
        try Self.sync(Descriptor(adopting: raw))
    }

    private static func sync(_ directory: borrowing Descriptor) throws(SystemError) {
        // EINVAL: a file system that has nothing to sync for directories.
        if fsync(directory.raw) != 0, halserver_errno() != EINVAL {
            throw SystemError("fsync", code: halserver_errno())
        }
    }

    /// How many bytes the file system has room for.
    var freeBytes: UInt64? {
        var space = statvfs()
        guard unsafe fstatvfs(descriptor.raw, &space) == 0 else { return nil }
        let (bytes, overflow) = UInt64(space.f_bavail).multipliedReportingOverflow(
            by: UInt64(space.f_frsize))
        return overflow ? .max : bytes
    }
}

extension BlobDirectory.Status {
    /// Nil for what is no regular file.
    fileprivate init?(_ found: stat) {
        guard found.st_mode & S_IFMT == S_IFREG else { return nil }
        length = UInt64(max(found.st_size, 0))
        modified = Timestamp(
            ticks: Int64(found.st_mtim.tv_sec) &* Timestamp.ticksPerSecond
                &+ Int64(found.st_mtim.tv_nsec / 100))
        inode = UInt64(found.st_ino)
        device = UInt64(found.st_dev)
        links = UInt64(found.st_nlink)
    }
}
