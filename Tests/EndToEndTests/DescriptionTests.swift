import Testing

/// What the server says of itself, judged by foreign tools.
@Suite struct DescriptionTests {
    @Test(arguments: [[], ["--payloads", "object", "--use-canonical-urls", "true"]])
    func `the description is valid, and every answer is as it says`(options: [String]) throws {
        let server = try ServerProcess(options)
        let result = try Python.run("openapi.py", [server.url("")])
        #expect(result.status == 0, "\(result.output)")
    }
}
