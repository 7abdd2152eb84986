import CLinux
import Glibc
import Octets

/// A directory for what need not outlive the process: `/tmp/halserver-…`, or below `TMPDIR`.
struct ScratchDirectory: Sendable {
    let path: String

    /// Makes one, for its owner alone.
    init() throws(StartError) {
        let parent = Launch.variable("TMPDIR") ?? "/tmp"
        var template = Array("\(parent)/halserver-XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { name in
            guard let base = name.baseAddress else { return false }
            return unsafe mkdtemp(base) != nil
        }
        guard isMade else {
            let error = SystemError("mkdtemp", code: halserver_errno())
            throw StartError(.inputOutput, "\(parent): \(error).")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with all that is in it. Links are removed, never followed.
    func remove() {
        Self.empty(path)
        _ = unsafe rmdir(path)
    }

    private static func empty(_ path: String) {
        let raw = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard raw >= 0 else { return }
        guard let listing = unsafe fdopendir(raw) else {
            close(raw)
            return
        }
        defer { unsafe closedir(listing) }
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name == "." || name == ".." { continue }
            guard unsafe unlinkat(raw, name, 0) != 0 else { continue }
            empty("\(path)/\(name)")
            _ = unsafe unlinkat(raw, name, AT_REMOVEDIR)
        }
    }
}
