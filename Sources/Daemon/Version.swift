import CLinux

/// What the program calls itself.
enum Version {
    /// The version of this release (semver.org).
    static let current = "0.1.0"

    /// What `--version` prints: the release, the compiler, and the system's libraries.
    static var text: String {
        "halserver \(current)\nSwift \(compiler)\nglibc \(library)\n"
    }

    private static var compiler: String {
        #if swift(>=6.4)
        "6.4 or later"
        #elseif swift(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }

    /// The C library that the process runs with. md4c, the other library, does not say its version.
    private static var library: String {
        guard let text = unsafe gnu_get_libc_version() else { return "of unknown version" }
        return unsafe String(cString: text)
    }
}
