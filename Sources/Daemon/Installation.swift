import Glibc

/// Where the parts of an installed (or just built) server lie.
enum Installation {
    /// The directory of the documentation: as asked for, else `../share/halserver` beside the executable,
    /// else `Resources` in one of its parents. Throws ``ExitCode/noInput``.
    static func resources(asked: String, executable: String?) throws(StartError) -> String {
        guard asked.isEmpty else {
            guard isDirectory(asked) else {
                throw StartError(.noInput, "There is no directory \(asked) (--resources).")
            }
            return asked
        }
        if let executable {
            var parent = Self.parent(executable)
            let shared = Self.parent(parent) + "/share/halserver"
            if isDirectory(shared + "/docs") { return shared }
            while true {
                if isDirectory(parent + "/Resources/docs") { return parent + "/Resources" }
                guard !parent.isEmpty else { break }
                parent = Self.parent(parent)
            }
        }
        throw StartError(
            .noInput, "The documentation is not beside the executable; name it with --resources.")
    }

    /// The path of the running executable, links resolved.
    static var executable: String? {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The directory above; empty for the root.
    private static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
