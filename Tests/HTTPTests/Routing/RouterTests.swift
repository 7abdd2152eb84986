import HTTP
import Octets
import Testing

@Suite struct RouterTests {
    private func store() throws -> Router {
        try TestTable.router(
            Route("/", [.get: TestTable.echo()]),
            Route("/streams", [.get: TestTable.echo()]),
            Route("/streams/{stream}", [.get: TestTable.echo("stream")]),
            Route("/streams/{stream}/metadata", [.get: TestTable.echo("stream")]),
            Route("/streams/{id}/{message}", [.get: TestTable.echo("id", "message")]),
            Route("/streams/{id}/{message}/payload", [.get: TestTable.echo("id", "message")]))
    }

    @Test(arguments: [
        ("/", "/"), ("/streams", "/streams"), ("/str%65ams", "/streams"),
        ("/streams/a", "/streams/{stream} stream=a"),
        ("/streams/a?d=f", "/streams/{stream} stream=a"),
        ("/streams/a%2Fb", "/streams/{stream} stream=a/b"),
        ("/streams/a%252Fb", "/streams/{stream} stream=a%2Fb"),
        ("/streams/a+b%20c", "/streams/{stream} stream=a+b c"),
        ("/streams/metadata", "/streams/{stream} stream=metadata"),
        ("/streams/a/metadata", "/streams/{stream}/metadata stream=a"),
        ("/streams/a/metadat%61", "/streams/{stream}/metadata stream=a"),
        ("/streams/a/Metadata", "/streams/{id}/{message} id=a message=Metadata"),
        ("/streams/a/5", "/streams/{id}/{message} id=a message=5"),
        (
            "/streams/a/metadata/payload",
            "/streams/{id}/{message}/payload id=a message=metadata"
        ),
        ("/streams/%2e%2e", "/streams/{stream} stream=.."),
    ]) func `a path finds its route, literals first`(target: String, answer: String) async throws {
        let response = try await store().answer(.get, target)
        #expect(response.status == .ok)
        #expect(response.text == answer)
        #expect(response.field("X-Dialect") == "root")
    }

    @Test(arguments: [
        "/nothing", "//", "/streams//", "//streams", "/streams//metadata", "/streams/a//",
        "/streams/a/5/payload/x", "/streams/a/5/other", "/" + String(repeating: "a/", count: 3000),
        "/%00", "/streams/a/5/payload//",
    ]) func `a path without a route is not found`(target: String) async throws {
        let response = try await store().answer(.get, target)
        #expect(response.status == .notFound)
        #expect(response.text == "root: notFound")
    }

    @Test(arguments: ["/%", "/%zz", "/streams/a%f", "/streams/%%41", "/nothing/%4"])
    func `an escape that is none is a bad request`(target: String) async throws {
        #expect(try await store().answer(.get, target).status == .badRequest)
    }

    @Test(arguments: [
        ("/streams/", "../streams"), ("/streams/?m=1&d=f", "../streams?m=1&d=f"),
        ("/streams/a%2fb/", "../a%2fb"), ("/streams/a:b/metadata/?", "../metadata?"),
    ]) func `one slash too many is sent away without it`(
        target: String, location: String
    ) async throws {
        for method in [HTTP.Method.get, .post, .delete] {
            let response = try await store().answer(method, target)
            #expect(response.status == .permanentRedirect)
            #expect(response.field(.location) == location)
        }
    }

    @Test func `a slash behind a path that is no resource is not found`() async throws {
        #expect(try await store().answer(.get, "/nothing/").status == .notFound)
    }

    @Test(arguments: [
        ("/x", "root"), ("/v1", "one"), ("/v1/x", "one"), ("/v1x", "root"),
        ("/v1/deep/x", "deep"), ("/v1/deeper", "one"), ("/v1/a", "one"), ("/v1/%zz", "one"),
    ]) func `the longest prefix decides the dialect`(target: String, dialect: String) async throws {
        let router = try Router(mounts: [
            Mount(prefix: "/", routes: [], dialect: TestTable.dialect("root")),
            Mount(prefix: "/v1/deep", routes: [], dialect: TestTable.dialect("deep")),
            Mount(
                prefix: "/v1",
                routes: [Route("/{name}", [.post: TestTable.echo("name")])],
                dialect: TestTable.dialect("one")),
        ])
        let response = await router.answer(.get, target)
        #expect(response.status.code >= 400)
        #expect(response.field("X-Dialect") == dialect)
        #expect(response.text.hasPrefix("\(dialect): "))
    }

    @Test func `routes stand below their mount's prefix`() async throws {
        let router = try Router(mounts: [
            Mount(
                prefix: "/v1",
                routes: [
                    Route("/", [.get: TestTable.echo()]),
                    Route("/{name}", [.get: TestTable.echo("name")]),
                ], dialect: .plain)
        ])
        #expect(await router.answer(.get, "/v1").text == "/v1")
        #expect(await router.answer(.get, "/v1/").field(.location) == "../v1")
        let response = await router.answer(.get, "/v1/a")
        #expect(response.text == "/v1/{name} name=a")
        #expect(response.route?.pattern == "/v1/{name}")
        #expect(await router.answer(.get, "/a").status == .notFound)
    }

    @Test(arguments: [
        (["/a/{x}", "/a/{y}"], RoutingError.conflict("/a/{x}", "/a/{y}")),
        (["/a", "/a"], .conflict("/a", "/a")),
        (["/{x}/{x}"], .duplicateName(pattern: "/{x}/{x}", name: "x")),
        (["a"], .malformed(pattern: "a", reason: "it does not begin with a slash")),
        (["/a//b"], .malformed(pattern: "/a//b", reason: "a segment is empty")),
        (["/a/"], .malformed(pattern: "/a/", reason: "a segment is empty")),
        (
            ["/a{b}"],
            .malformed(
                pattern: "/a{b}", reason: "a literal segment holds a brace or a percent sign")
        ),
        (
            ["/{}"],
            .malformed(pattern: "/{}", reason: "a segment's name is missing or no token")
        ),
    ]) func `a table that says two things is refused at start`(
        patterns: [String], error: RoutingError
    ) {
        #expect(throws: error) {
            try Router(mounts: [
                Mount(
                    prefix: "/", routes: patterns.map { Route($0, [.get: TestTable.echo()]) },
                    dialect: .plain)
            ])
        }
    }

    @Test func `two mounts with one prefix are refused at start`() {
        let mount = Mount(prefix: "/v1", routes: [], dialect: .plain)
        #expect(throws: RoutingError.duplicatePrefix("/v1")) {
            try Router(mounts: [mount, mount])
        }
    }

    @Test func `what cannot be read as a request is refused by the root`() throws {
        let response = try store().refuse(.headTooLarge)
        #expect(response.status == .requestHeaderFieldsTooLarge)
        #expect(response.text == "root: headTooLarge")
        #expect(response.field("X-Dialect") == "root")
    }

    @Test func `a path that no mount claims is refused in plain words`() async throws {
        let response = try await Router(mounts: []).answer(.get, "/a")
        #expect(response.text == "404 Not Found\n")
        #expect(response.field(.contentTypeOptions) == "nosniff")
    }
}
