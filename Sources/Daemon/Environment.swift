import Glibc

/// The environment of the process, as a value.
struct Environment {
    let variables: [String: String]

    /// That of this process.
    static var process: Environment {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe entry += 1
        }
        return Environment(variables: variables)
    }

    subscript(name: String) -> String? { variables[name] }
}
