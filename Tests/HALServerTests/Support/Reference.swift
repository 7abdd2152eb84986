/// Relative references (RFC 3986 §5.2), as a client resolves them.
enum Reference {
    /// The path and query that `reference` leads to from `base`.
    static func resolve(_ reference: String, against base: String) -> String {
        let path = base.split(separator: "?", omittingEmptySubsequences: false)[0]
        if reference.isEmpty { return base }
        if reference.hasPrefix("?") { return path + reference }
        if reference.hasPrefix("/") { return reference }
        let parts = reference.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        segments.removeLast()
        let steps = parts[0].split(separator: "/", omittingEmptySubsequences: false).map(
            String.init)
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            switch step {
            case ".": if isLast { segments.append("") }
            case "..":
                if segments.count > 1 { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(step)
            }
        }
        let resolved = segments.joined(separator: "/")
        return (resolved.hasPrefix("/") ? resolved : "/" + resolved)
            + (parts.count > 1 ? "?" + parts[1] : "")
    }
}
