/// Why the server is not started as it was asked to.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// Whether the command line itself is wrong (or one of the other sources).
    let isUsage: Bool
    let description: String

    /// A wrong command line: exit status 64.
    static func usage(_ text: String) -> ConfigurationError {
        ConfigurationError(isUsage: true, description: text)
    }

    /// A wrong setting: exit status 78.
    static func setting(_ text: String) -> ConfigurationError {
        ConfigurationError(isUsage: false, description: text)
    }
}
