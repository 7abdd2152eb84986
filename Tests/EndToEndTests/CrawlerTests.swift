import Testing

/// Everything that the server says of itself is so: a crawler that knows HAL and JSON Schema goes everywhere.
@Suite(.serialized) struct CrawlerTests {
    private static let everything: [[String]] = [
        ["--store", "memory"],
        ["--store", "log", "--payloads", "object"],
        ["--store", "memory", "--use-canonical-urls", "false"],
    ]

    @Test func `every link and form of an empty store keeps its word`() throws {
        let server = try ServerProcess()
        try server.expect("crawler.py")
    }

    @Test(arguments: everything)
    func `every link and form of a store with hostile names keeps its word`(
        options: [String]
    ) throws {
        let server = try ServerProcess(options)
        try server.fill()
        try server.expect("crawler.py")
    }

    @Test func `so it does behind a proxy that takes a prefix off`() throws {
        let server = try ServerProcess(["--store", "memory"])
        try server.fill()
        try server.expect("crawler.py", below: "/base/")
    }

    @Test func `the crawler finds what is not so`() throws {
        let server = try ServerProcess(["--store", "memory"])
        try server.expect("crawler_blunders.py")
    }

    @Test func `REDbot and httplint have nothing to warn of`() throws {
        let server = try ServerProcess(["--store", "memory"])
        try server.expect("redbot_judgement.py")
    }
}
