extension Headers {
    /// Sends what users stored so that no browser runs it: its type is not guessed at, and where it is shown it
    /// runs nothing, loads nothing and has an origin of its own.
    package mutating func protectStoredContent() {
        set(.contentTypeOptions, "nosniff")
        set(.contentSecurityPolicy, "sandbox; default-src 'none'")
    }
}
