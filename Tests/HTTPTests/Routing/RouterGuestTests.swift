import HTTP
import Octets
import Testing

@Suite struct RouterGuestTests {
    /// A host with an index, and a guest that has what names `file` and all that is posted.
    private func router(fallback: Route? = nil) throws -> Router {
        let claims: @Sendable (HTTP.Method, Target) -> Bool = { method, target in
            method == .post || target.query?.span.starts(with: Bytes("file=").span) == true
        }
        return try Router(
            mounts: [
                Mount(
                    prefix: "/",
                    routes: [
                        Route("/", [.get: TestTable.echo(produces: [.json])]),
                        Route("/a", [.get: TestTable.echo()]),
                    ], fallback: fallback, dialect: TestTable.dialect("host"))
            ],
            guests: [
                RouterGuest(
                    path: "/",
                    route: Route(
                        "/",
                        [
                            .get: TestTable.echo(), .post: TestTable.echo(),
                            .delete: TestTable.echo(),
                        ]), dialect: TestTable.dialect("guest"), claims: claims)
            ])
    }

    @Test(arguments: [
        (HTTP.Method.get, "/", "host"), (.get, "/?a=b", "host"), (.get, "/?file=1", "guest"),
        (.head, "/?file=1", "guest"), (.post, "/", "guest"), (.delete, "/?file=1", "guest"),
        (.delete, "/", "host"), (.put, "/", "host"), (.get, "/a?file=1", "host"),
        (.post, "/a", "host"), (.options, "/", "host"), (.options, "/?file=1", "guest"),
    ]) func `a guest has what it claims at its path`(
        method: HTTP.Method, target: String, dialect: String
    ) async throws {
        let response = try await router().answer(method, target)
        #expect(response.field("X-Dialect") == dialect)
    }

    @Test func `what the host looks at does not bind the guest`() async throws {
        let accept: [(HeaderName, HeaderValue)] = [(.accept, "text/plain")]
        #expect(try await router().answer(.get, "/", accept).status == .notAcceptable)
        #expect(try await router().answer(.get, "/?file=1", accept).status == .ok)
    }

    @Test func `the methods of both are allowed`() async throws {
        for (method, target) in [
            (HTTP.Method.put, "/"), (.put, "/?file=1"), (.options, "/"), (.options, "/?file=1"),
        ] {
            let response = try await router().answer(method, target)
            #expect(response.field(.allow) == "GET, HEAD, POST, DELETE, OPTIONS", "\(target)")
            #expect(response.status == (method == .put ? .methodNotAllowed : .noContent))
        }
        #expect(try await router().answer(.put, "/a").field(.allow) == "GET, HEAD, OPTIONS")
    }

    @Test(arguments: ["/b", "/%zz", "/a/b/c", "/..", "//"])
    func `a fallback has what no route has`(target: String) async throws {
        let fallback = Route("/", [.get: TestTable.echo(), .delete: TestTable.echo()])
        #expect(try await router(fallback: fallback).answer(.get, target).status == .ok)
        let refused = try await router(fallback: fallback).answer(.put, target)
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.field(.allow) == "GET, HEAD, DELETE, OPTIONS")
        #expect(try await router().answer(.get, target).status != .ok)
    }

    @Test func `a fallback leaves the routes what they have`() async throws {
        let fallback = Route("/", [.get: TestTable.echo(), .delete: TestTable.echo()])
        let router = try router(fallback: fallback)
        #expect(await router.answer(.delete, "/a").status == .methodNotAllowed)
        #expect(await router.answer(.get, "/a/").status == .permanentRedirect)
        #expect(await router.answer(.get, "/?file=1").field("X-Dialect") == "guest")
        #expect(await router.answer(.delete, "/").status == .methodNotAllowed)
    }

    @Test func `the fallback of the longest prefix counts`() async throws {
        func mount(_ prefix: String) -> Mount {
            Mount(
                prefix: prefix, routes: [], fallback: Route("/", [.get: TestTable.echo()]),
                dialect: TestTable.dialect(prefix))
        }
        let router = try Router(mounts: [mount("/"), mount("/v1")])
        for (target, prefix) in [("/x", "/"), ("/v1", "/v1"), ("/v1/x", "/v1"), ("/v1x", "/")] {
            #expect(await router.answer(.get, target).field("X-Dialect") == prefix)
        }
    }
}
