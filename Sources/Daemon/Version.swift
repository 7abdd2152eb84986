/// What the program calls itself.
enum Version {
    /// The version of this release (semver.org).
    static let current = "0.1.0"

    /// What `--version` prints: the release, the compiler, and the libraries that it was built with.
    static var text: String {
        "halserver \(current)\nSwift \(compiler)\nmd4c \(markdown)\n"
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

    /// md4c has no version in its header; Debian 12 brings this one.
    private static var markdown: String { "0.4" }
}
