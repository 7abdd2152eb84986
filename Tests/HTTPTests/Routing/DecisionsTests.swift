import HTTP
import Octets
import Synchronization
import Testing

@Suite struct DecisionsTests {
    private struct Failed: Error {}

    private func router(
        _ operations: [HTTP.Method: Operation], authorizer: @escaping Authorizer = { _ in }
    ) throws -> Router {
        try TestTable.router(Route("/a", operations), authorizer: authorizer)
    }

    private let fine = Operation { _ in Response(.ok, .text, "fine") }

    @Test(arguments: [
        (HTTP.Method.put, "GET, HEAD, POST, OPTIONS"), (.trace, "GET, HEAD, POST, OPTIONS"),
        (.connect, "GET, HEAD, POST, OPTIONS"), (.delete, "GET, HEAD, POST, OPTIONS"),
    ]) func `an unknown method is told the known ones`(
        method: HTTP.Method, allowed: String
    ) async throws {
        let response = try await router([.get: fine, .post: fine]).answer(method, "/a")
        #expect(response.status == .methodNotAllowed)
        #expect(response.field(.allow) == allowed)
        #expect(response.field("X-Route") == "/a")
    }

    @Test func `OPTIONS is answered from the table`() async throws {
        let post = Operation(consumes: [.json, .hal]) { _ in Response(.created) }
        let response = try await router([.post: post]).answer(.options, "/a")
        #expect(response.status == .noContent)
        #expect(response.field(.allow) == "POST, OPTIONS")
        #expect(response.field(.acceptPost) == "application/json, application/hal+json")
        #expect(response.field("X-Dialect") == "root")
    }

    @Test(arguments: [HTTP.Method.get, .head, .post, .delete])
    func `only OPTIONS asks for the server as a whole`(method: HTTP.Method) async throws {
        let response = try await router([.get: fine, .delete: fine]).answer(method, "*")
        #expect(response.status == .badRequest)
    }

    @Test func `OPTIONS of the server names every method of the table`() async throws {
        let response = try await router([.get: fine, .delete: fine]).answer(.options, "*")
        #expect(response.status == .noContent)
        #expect(response.field(.allow) == "GET, HEAD, DELETE, OPTIONS")
    }

    @Test func `HEAD runs what GET runs`() async throws {
        let response = try await router([.get: fine]).answer(.head, "/a")
        #expect(response.status == .ok)
        #expect(response.text == "fine")
    }

    @Test func `nobody is told what exists before being let in`() async throws {
        let router = try router(
            [.get: fine], authorizer: { _ throws(Refusal) in throw .forbidden("no") })
        for target in ["/a", "/a/", "/b", "/%zz"] {
            for method in [HTTP.Method.get, .put] {
                #expect(await router.answer(method, target).status == .forbidden)
            }
        }
    }

    @Test(arguments: [
        ("identity", Status.ok), ("Identity", .ok), ("", .ok), ("gzip", .unsupportedMediaType),
        ("identity, gzip", .unsupportedMediaType),
    ]) func `a packed body is refused where nothing unpacks`(
        coding: String, status: Status
    ) async throws {
        let router = try router([.get: fine, .post: fine])
        let fields: [(HeaderName, HeaderValue)] = [(.contentEncoding, HeaderValue(coding) ?? "")]
        let response = await router.answer(.post, "/a", fields)
        #expect(response.status == status)
        if status != .ok { #expect(response.field(.acceptEncoding) == "identity") }
        #expect(await router.answer(.get, "/a", fields).status == .ok)
    }

    @Test func `a packed body is kept where bytes are bytes`() async throws {
        let keep = Operation(takesContentCodings: true) { _ in Response(.created) }
        let response = try await router([.post: keep]).answer(
            .post, "/a", [(.contentEncoding, "gzip")])
        #expect(response.status == .created)
    }

    @Test(arguments: [
        ("application/json", Status.ok), ("APPLICATION/JSON; charset=utf-8", .ok),
        ("text/plain", .unsupportedMediaType), ("", .unsupportedMediaType),
        ("application/jsonx", .unsupportedMediaType),
    ]) func `a body of another media type is refused with the right ones`(
        type: String, status: Status
    ) async throws {
        let post = Operation(consumes: [.json]) { _ in Response(.ok) }
        let response = try await router([.post: post]).answer(
            .post, "/a", [(.contentType, HeaderValue(type) ?? "")])
        #expect(response.status == status)
        if status != .ok { #expect(response.field(.acceptPost) == "application/json") }
    }

    @Test func `a body without a media type is refused, no body is not`() async throws {
        let post = Operation(consumes: [.json]) { _ in Response(.ok) }
        let router = try router([.post: post])
        #expect(await router.answer(.post, "/a").status == .ok)
        let response = await router.answer(.post, "/a", body: RequestBody("x"))
        #expect(response.status == .unsupportedMediaType)
    }

    @Test func `the chosen media type is handed on`() async throws {
        let read = Operation(produces: [.hal, .html]) { request in
            Response(.ok, .text, request.negotiated?.essence ?? "none")
        }
        let router = try router([.get: read])
        #expect(await router.answer(.get, "/a").text == "application/hal+json")
        #expect(await router.answer(.get, "/a", [(.accept, "text/*")]).text == "text/html")
        let refused = await router.answer(.get, "/a", [(.accept, "image/png")])
        #expect(refused.status == .notAcceptable)
    }

    @Test func `refusals come in order: method, coding, media type, Accept`() async throws {
        let post = Operation(produces: [.hal], consumes: [.json]) { _ in Response(.ok) }
        let router = try router([.post: post])
        let bad: [(HeaderName, HeaderValue)] = [
            (.accept, "image/png"), (.contentType, "text/plain"), (.contentEncoding, "gzip"),
        ]
        #expect(await router.answer(.put, "/a", bad).status == .methodNotAllowed)
        #expect(
            await router.answer(.post, "/a", bad).text == "root: unsupportedContentCoding")
        let uncoded = await router.answer(.post, "/a", Array(bad[..<2]))
        #expect(uncoded.status == .unsupportedMediaType)
        #expect(await router.answer(.post, "/a", Array(bad[..<1])).status == .notAcceptable)
    }

    @Test func `what an endpoint throws is said in its dialect`() async throws {
        let router = try router([
            .get: Operation { _ in throw Failed() },
            .post: Operation { _ in throw Refusal.unavailable("busy", retryAfter: 1) },
        ])
        let failed = await router.answer(.get, "/a")
        #expect(failed.status == .internalServerError)
        #expect(failed.text == "root: Failed()")
        #expect(failed.field("X-Dialect") == "root")
        #expect(await router.answer(.post, "/a").status == .serviceUnavailable)
    }

    @Test(arguments: [
        (RequestBody.Failure.tooLarge(limit: 1), Status.contentTooLarge),
        (.incomplete, .badRequest), (.malformed("x"), .badRequest), (.timedOut, .requestTimeout),
        (.overloaded, .serviceUnavailable),
    ]) func `a body that breaks off ends the connection`(
        failure: RequestBody.Failure, status: Status
    ) async throws {
        let response = try await router([.post: Operation { _ in throw failure }]).answer(
            .post, "/a")
        #expect(response.status == status)
        #expect(response.closesConnection)
    }

    @Test func `an endpoint runs once, and not for a refused request`() async throws {
        let counter = Counter()
        let read = Operation(produces: [.hal]) { _ in
            counter.add()
            return Response(.ok)
        }
        let router = try router([.get: read])
        _ = await router.answer(.get, "/a", [(.accept, "image/png")])
        _ = await router.answer(.post, "/a")
        _ = await router.answer(.options, "/a")
        #expect(counter.value == 0)
        _ = await router.answer(.get, "/a")
        #expect(counter.value == 1)
    }

    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)
        var value: Int { count.load(ordering: .relaxed) }
        func add() { count.add(1, ordering: .relaxed) }
    }
}
