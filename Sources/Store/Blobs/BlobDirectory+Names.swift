import CLinux
import Glibc
import Octets

extension BlobDirectory {
    /// How a file got its name.
    enum Publication: Equatable {
        /// It has the new name beside the old one.
        case linked
        /// It has the new name instead of the old one: the file system has no hard links.
        case moved
        /// Something else has the new name.
        case taken
    }

    /// Where neither links nor exclusive renames exist, the processes of a machine are trusted not to race, and
    /// the threads of this one are kept from it by this lock.
    private static let lastResort = Lock()

    /// Gives a file a name that nothing has yet: whoever comes first, in whatever process, has it. By link(2); by
    /// an exclusive rename where the file system refuses links.
    func publish(_ name: String, as new: String) throws(SystemError) -> Publication {
        do throws(SystemError) {
            try link(name, as: new)
            return .linked
        } catch {
            switch error.code {
            case EEXIST:
                // Over a network the answer to a link that was made may be lost, and asked for again.
                if let own = try status(of: name), let other = try status(of: new),
                    own.isSameFile(as: other)
                {
                    return .linked
                }
                return .taken
            case EPERM, ENOTSUP, ENOSYS, EMLINK: break
            default: throw error
            }
        }
        do throws(SystemError) {
            try faults.check(.renameExclusively, new)
            guard
                unsafe halserver_rename_exclusive(descriptor.raw, name, descriptor.raw, new) == 0
            else { throw SystemError("rename", code: halserver_errno()) }
            return .moved
        } catch {
            switch error.code {
            case EEXIST: return .taken
            case EINVAL, ENOTSUP, ENOSYS: break
            default: throw error
            }
        }
        return try Self.lastResort.withLock { () throws(SystemError) -> Publication in
            if exists(new) { return .taken }
            try rename(name, to: new)
            return .moved
        }
    }

    /// Gives a file a further name. Throws EEXIST where something has it.
    func link(_ name: String, as new: String) throws(SystemError) {
        try faults.check(.link, new)
        guard unsafe linkat(descriptor.raw, name, descriptor.raw, new, 0) == 0 else {
            throw SystemError("link", code: halserver_errno())
        }
    }

    /// Gives a file another name, in place of whatever had it.
    func rename(_ name: String, to new: String) throws(SystemError) {
        try faults.check(.rename, new)
        guard unsafe renameat(descriptor.raw, name, descriptor.raw, new) == 0 else {
            throw SystemError("rename", code: halserver_errno())
        }
    }

    /// Removes a file's name; false if nothing had it.
    @discardableResult
    func remove(_ name: String) throws(SystemError) -> Bool {
        try faults.check(.remove, name)
        if unsafe unlinkat(descriptor.raw, name, 0) == 0 { return true }
        if halserver_errno() == ENOENT || halserver_errno() == ENOTDIR { return false }
        throw SystemError("remove", code: halserver_errno())
    }

    /// Takes a name back that was given a moment ago, as well as that can be done.
    func withdraw(_ name: String) { _ = unsafe unlinkat(descriptor.raw, name, 0) }

    /// Removes a directory if it is empty.
    func removeDirectory(_ name: String) {
        _ = unsafe unlinkat(descriptor.raw, name, AT_REMOVEDIR)
    }

    /// Makes a small file under a name that nothing has, or a symbolic link that holds the text, which costs no
    /// sync of its own. Not durable before the directory is.
    func record(_ text: String, as name: String) throws(SystemError) {
        do throws(SystemError) {
            try faults.check(.symbolicLink, name)
            guard unsafe symlinkat(text, descriptor.raw, name) == 0 else {
                throw SystemError("symlink", code: halserver_errno())
            }
        } catch {
            guard error.code == EPERM || error.code == ENOTSUP || error.code == ENOSYS else {
                throw error
            }
            try write(Bytes(text + "\n"), as: name)
        }
    }

    /// Makes a small file and syncs it. Leaves none where it throws.
    func write(_ bytes: Bytes, as name: String) throws(SystemError) {
        let file = try create(name)
        do throws(SystemError) {
            try faults.check(.write, name)
            try file.write(bytes.span, at: 0)
            try faults.check(.sync, name)
            guard fsync(file.raw) == 0 else { throw SystemError("fsync", code: halserver_errno()) }
        } catch {
            _ = unsafe unlinkat(descriptor.raw, name, 0)
            throw error
        }
    }

    /// The text of a symbolic link, or the first line of a small file; nil where there is neither.
    func recorded(_ name: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = unsafe buffer.withUnsafeMutableBytes { space -> Int in
            guard let base = space.baseAddress else { return -1 }
            return unsafe readlinkat(
                descriptor.raw, name, base.assumingMemoryBound(to: CChar.self), space.count)
        }
        if count >= 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        guard halserver_errno() == EINVAL, let text = try? contents(of: name, upTo: 512) else {
            return nil
        }
        let end = text.span.firstIndex(of: UInt8(ascii: "\n")) ?? text.count
        return text[0..<end].text
    }

    /// The first bytes of a file; nil where there is none.
    func contents(of name: String, upTo limit: Int) throws(SystemError) -> Bytes? {
        guard let file = try open(name) else { return nil }
        return try file.read(limit, at: 0)
    }
}

extension Descriptor {
    /// Writes all the bytes.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let (place, overflow) = offset.addingReportingOverflow(done)
            guard !overflow else { throw SystemError("write", code: EFBIG) }
            let written = unsafe bytes.withUnsafeBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe pwrite(raw, base + done, buffer.count - done, place)
            }
            if written > 0 {
                done += written
            } else if written == 0 {
                throw SystemError("write", code: ENOSPC)
            } else if halserver_errno() != EINTR {
                throw SystemError("write", code: halserver_errno())
            }
        }
    }

    /// Reads up to `count` bytes; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(SystemError) -> Bytes {
        var writer = ByteWriter(capacity: max(count, 0))
        while writer.count < count {
            let (from, overflow) = offset.addingReportingOverflow(writer.count)
            guard !overflow else { break }
            var failure: CInt = 0
            var got = 0
            unsafe writer.append(upTo: count - writer.count) { space in
                got = unsafe pread(raw, space.baseAddress, space.count, from)
                if got < 0 { failure = halserver_errno() }
                return max(got, 0)
            }
            if got == 0 { break }
            if failure != 0, failure != EINTR { throw SystemError("read", code: failure) }
        }
        return writer.finish()
    }
}
