import Testing

extension ServerProcess {
    /// Runs a script of `Clients` against the server, as it is or below a prefix of a proxy, and expects that
    /// it finds nothing wrong.
    func expect(
        _ script: String, below prefix: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result =
            if let prefix {
                try Python.run("prefix_proxy.py", [url("/"), prefix, script])
            } else {
                try Python.run(script, [url("/")])
            }
        #expect(
            result.status == 0, "\(script): \(result.output)\n\(log.suffix(500))",
            sourceLocation: sourceLocation)
    }

    /// Fills the store with what is hard to show.
    func fill() throws {
        let result = try Python.run("seeding.py", [url("/")])
        try #require(result.status == 0, "\(result.output)")
    }
}
