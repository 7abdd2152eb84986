import Glibc

/// Where the documentation lies: as told, in `../share/halserver` beside the executable (where it is installed),
/// or in `Resources` in one of the executable's parents (where it was built).
enum ResourceDirectory {
    /// The directory, or nil if there is none.
    static func find(_ given: String?) -> String? {
        if let given { return given }
        guard let executable else { return nil }
        var parts = executable.split(separator: "/").dropLast()
        let installed = "/" + (parts.dropLast() + ["share", "halserver"]).joined(separator: "/")
        if isReadable(installed + "/docs") { return installed }
        while !parts.isEmpty {
            let candidate = "/" + (parts + ["Resources"]).joined(separator: "/")
            if isReadable(candidate + "/docs") { return candidate }
            parts.removeLast()
        }
        return nil
    }

    private static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    private static var executable: String? {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
