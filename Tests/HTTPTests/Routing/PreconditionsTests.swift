import HTTP
import Octets
import Testing

@Suite struct PreconditionsTests {
    private static let date: HeaderValue = "Sun, 06 Nov 1994 08:49:37 GMT"

    private func router(_ status: Status = .ok, tag: ETag? = ETag(9), dated: Bool = true) throws
        -> Router
    {
        let read = Operation { _ in
            var response = Response(status, .text, "body")
            if let tag { response.headers.add(.etag, tag.field) }
            if dated { response.headers.add(.lastModified, Self.date) }
            response.headers.add(.cacheControl, "no-cache")
            response.headers.add("X-Other", "1")
            return response
        }
        return try TestTable.router(Route("/a", [.get: read, .post: read]))
    }

    @Test(arguments: [
        ("\"9\"", Status.notModified), ("W/\"9\"", .notModified), ("*", .notModified),
        ("\"1\", \"9\"", .notModified), ("\"1\",W/\"9\" ,\"2\"", .notModified), ("9", .ok),
        ("\"99\"", .ok), ("\"\"", .ok), ("", .ok), ("w/\"9\"", .ok), ("\"9", .ok), (",,,", .ok),
        ("\"a\\\",\"9\"", .notModified), ("\"1, \"9\"", .ok),
    ]) func `If-None-Match names the version the client has`(
        field: String, status: Status
    ) async throws {
        for method in [HTTP.Method.get, .head] {
            let response = try await router().answer(
                method, "/a", [(.ifNoneMatch, HeaderValue(field) ?? "")])
            #expect(response.status == status)
            #expect(response.field(.etag) == "\"9\"")
        }
    }

    @Test func `a 304 keeps what a cache needs and nothing else`() async throws {
        let response = try await router().answer(.get, "/a", [(.ifNoneMatch, "\"9\"")])
        #expect(response.field(.cacheControl) == "no-cache")
        #expect(response.field(.contentType) == nil)
        #expect(response.field("X-Other") == nil)
        #expect(response.field("X-Dialect") == "root")
        #expect(response.body.length == 0)
    }

    @Test func `a 304 tells the date only where there is no tag`() async throws {
        let since = [(HeaderName.ifModifiedSince, Self.date)]
        let dated = try await router(tag: nil).answer(.get, "/a", since)
        #expect(dated.status == .notModified)
        #expect(dated.field(.lastModified) == "Sun, 06 Nov 1994 08:49:37 GMT")
        let tagged = try await router().answer(.get, "/a", since)
        #expect(tagged.status == .notModified)
        #expect(tagged.field(.lastModified) == nil)
    }

    @Test func `several lines count as one list`() async throws {
        let response = try await router().answer(
            .get, "/a", [(.ifNoneMatch, "\"1\""), (.ifNoneMatch, "\"9\"")])
        #expect(response.status == .notModified)
    }

    @Test func `an answer without a tag is never a 304 by tag`() async throws {
        let response = try await router(tag: nil).answer(.get, "/a", [(.ifNoneMatch, "*")])
        #expect(response.status == .ok)
    }

    @Test func `a 404 with a tag may be a 304 as well`() async throws {
        let router = try router(.notFound, tag: ETag(-1))
        #expect(
            await router.answer(.get, "/a", [(.ifNoneMatch, "\"-1\"")]).status == .notModified)
        #expect(await router.answer(.get, "/a", [(.ifMatch, "\"5\"")]).status == .notFound)
    }

    @Test(arguments: [
        ([("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")], Status.notModified),
        ([("If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT")], .notModified),
        ([("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .ok),
        ([("If-Modified-Since", "yesterday")], .ok),
        (
            [("If-None-Match", "\"1\""), ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")],
            .ok
        ),
        ([("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")], .ok),
        ([("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .preconditionFailed),
        ([("If-Unmodified-Since", "never")], .ok),
        ([("If-Match", "\"9\"")], .ok), ([("If-Match", "*")], .ok),
        ([("If-Match", "\"8\", \"9\"")], .ok), ([("If-Match", "W/\"9\"")], .preconditionFailed),
        ([("If-Match", "\"8\"")], .preconditionFailed),
        (
            [("If-Match", "\"9\""), ("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")], .ok
        ),
        ([("If-Match", "\"8\""), ("If-None-Match", "\"9\"")], .preconditionFailed),
        ([("If-Match", "\"9\""), ("If-None-Match", "\"9\"")], .notModified),
    ]) func `conditions hold in the order of RFC 9110`(
        fields: [(String, String)], status: Status
    ) async throws {
        let headers = try fields.map { name, value in
            (try #require(HeaderName(Bytes(name))), try #require(HeaderValue(value)))
        }
        #expect(try await router().answer(.get, "/a", headers).status == status)
    }

    @Test func `what is written is not the router's to condition`() async throws {
        let response = try await router().answer(.post, "/a", [(.ifNoneMatch, "\"9\"")])
        #expect(response.status == .ok)
    }

    @Test func `a handler may settle it before it makes a body`() {
        func early(_ method: HTTP.Method, _ fields: [(HeaderName, HeaderValue)]) -> Response? {
            var headers = Headers()
            for (name, value) in fields { headers.add(name, value) }
            let request = Request(method: method, target: Target("/a"), headers: headers)
            return Preconditions.notModified(request, ETag(9))
        }
        #expect(early(.get, [(.ifNoneMatch, "\"9\"")])?.status == .notModified)
        #expect(early(.get, [(.ifNoneMatch, "\"9\"")])?.field(.etag) == "\"9\"")
        #expect(early(.head, [(.ifNoneMatch, "W/\"9\"")]) != nil)
        #expect(early(.get, [(.ifNoneMatch, "\"8\"")]) == nil)
        #expect(early(.get, []) == nil)
        #expect(early(.post, [(.ifNoneMatch, "\"9\"")]) == nil)
        // If-Match comes first, and is settled behind the endpoint.
        #expect(early(.get, [(.ifNoneMatch, "\"9\""), (.ifMatch, "\"1\"")]) == nil)
    }
}
