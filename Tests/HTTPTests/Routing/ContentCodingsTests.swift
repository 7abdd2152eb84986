import HTTP
import Octets
import Testing

@Suite struct ContentCodingsTests {
    /// Codings that say who they are, and one that fails.
    private static func coding(_ name: Bytes, inline: Int = 1 << 20) -> ContentCoding {
        ContentCoding(name: name, alias: name == "gzip" ? "x-gzip" : Bytes(), inlineBytes: inline) {
            Bytes("\(name):\($0.count)")
        }
    }

    private static let long = Bytes(String(repeating: "x", count: 2_000))

    private func router(
        _ response: @escaping @Sendable () -> Response, produces: [MediaType] = [.text],
        inline: Int = 1 << 20
    ) throws -> Router {
        let endpoint: @Sendable (Request) async throws -> Response = { request in
            if let tag = response().headers[.etag].flatMap({ ETag($0[1..<($0.count - 1)]) }),
                let unchanged = Preconditions.notModified(request, tag)
            {
                return unchanged
            }
            return response()
        }
        var dialect = Dialect.plain
        dialect.decorate = { response, _ in response.headers.set(.vary, "Accept") }
        let route = Route(
            "/",
            [
                .get: Operation(produces: produces, endpoint),
                .post: Operation(produces: produces, endpoint),
                .delete: Operation { _ in Response(.noContent) },
            ])
        return try Router(
            mounts: [Mount(prefix: "/", routes: [route], dialect: dialect)],
            codings: ContentCodings([
                Self.coding("zstd", inline: inline), Self.coding("gzip", inline: inline),
            ]))
    }

    private static func document(_ bytes: Bytes = long, type: MediaType = .text) -> Response {
        var response = Response(.ok, type, bytes)
        response.headers.add(.etag, "\"9\"")
        return response
    }

    private func get(
        _ router: Router, _ accept: String?, _ fields: [(HeaderName, HeaderValue)] = [],
        method: HTTP.Method = .get
    ) async -> Response {
        var fields = fields
        if let accept = accept.flatMap({ HeaderValue($0) }) {
            fields.append((.acceptEncoding, accept))
        }
        return await router.answer(method, "/", fields)
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("identity", nil), ("br", nil), ("gzip", "gzip"),
            ("GZIP", "gzip"), ("x-gzip", "gzip"), ("zstd", "zstd"),
            ("gzip, deflate, br, zstd", "zstd"),
            ("gzip, zstd;q=0.9", "gzip"), ("gzip;q=0.5,zstd;q=0.5", "zstd"), ("*", "zstd"),
            ("*;q=0.1, zstd;q=0", "gzip"), ("gzip;q=0", nil), ("gzip;q=0, *", "zstd"),
            ("gzip;q=0.5, identity", nil), ("gzip, identity", "gzip"), ("br, gzip;q=.5", "gzip"),
            ("identity;q=0.5, gzip;q=0.4", nil), ("identity;q=0.5, *;q=0.4", nil),
            ("gzip;q=0.001", "gzip"), ("gzip;q=x", "gzip"), ("gzip;foo=bar;q=0", nil),
            ("identity;q=0", "406"), ("*;q=0", "406"), ("identity;q=0, gzip", "gzip"),
            ("*;q=0, gzip", "gzip"), ("*;q=0, identity", nil), ("*;q=0, identity;q=0.1, br", nil),
            ("gzip;q=0, zstd;q=0, identity;q=0", "406"), (";;,,", nil),
        ] as [(String?, String?)])
    func `nothing refused is sent, and what is liked best is`(
        accept: String?, wanted: String?
    ) async throws {
        let response = await get(try router { Self.document() }, accept)
        #expect(response.field(.vary) == "Accept, Accept-Encoding")
        guard wanted != "406" else {
            #expect(response.status == .notAcceptable)
            #expect(response.field(.acceptEncoding) == "zstd, gzip")
            #expect(response.field(.contentEncoding) == nil)
            return
        }
        #expect(response.status == .ok)
        #expect(response.field(.contentEncoding) == wanted)
        #expect(response.text == wanted.map { "\($0):2000" } ?? Self.long.text)
        #expect(response.field(.etag) == (wanted.map { "\"9;\($0)\"" } ?? "\"9\""))
    }

    @Test func `several field lines are one list`() async throws {
        let fields: [(HeaderName, HeaderValue)] = [
            (.acceptEncoding, "br"), (.acceptEncoding, "gzip"),
        ]
        let response = await (try router { Self.document() }).answer(.get, "/", fields)
        #expect(response.field(.contentEncoding) == "gzip")
    }

    @Test func `HEAD has the fields of GET`() async throws {
        let router = try router { Self.document() }
        let head = await get(router, "gzip", method: .head)
        let whole = await get(router, "gzip")
        #expect(head.body.length == whole.body.length)
        #expect(head.field(.contentEncoding) == "gzip" && head.field(.etag) == "\"9;gzip\"")
    }

    @Test(
        arguments: [
            ("\"9;gzip\"", "gzip", "\"9;gzip\""), ("W/\"9;gzip\"", "gzip", "\"9;gzip\""),
            ("\"8\", \"9;gzip\"", "gzip", "\"9;gzip\""), ("\"9\"", "gzip", "\"9\""),
            ("\"9\"", nil, "\"9\""), ("\"9;zstd\"", "gzip, zstd", "\"9;zstd\""),
            ("\"9;gzip\"", "gzip, zstd", "\"9;gzip\""), ("*", "gzip", "\"9\""),
            ("\"9;gzip\"", nil, nil), ("\"9;zstd\"", "gzip", nil), ("\"8;gzip\"", "gzip", nil),
            ("\"9;gzip\"", "gzip;q=0", nil), ("\"9;gzip;gzip\"", "gzip", nil),
            ("\"9;atom;gzip\"", "gzip", nil), ("\"9\"", "gzip, identity;q=0", nil),
            ("\"9\", \"9;gzip\"", "gzip, *;q=0", "\"9;gzip\""),
        ] as [(HeaderValue, String?, String?)])
    func `a client is told that what it has is current, by the tag it has`(
        tag: HeaderValue, accept: String?, wanted: String?
    ) async throws {
        let response = await get(try router { Self.document() }, accept, [(.ifNoneMatch, tag)])
        #expect(response.field(.vary) == "Accept, Accept-Encoding")
        #expect(response.status == (wanted == nil ? .ok : .notModified))
        if let wanted { #expect(response.field(.etag) == wanted) }
    }

    @Test func `a condition on a coded tag holds for what is read`() async throws {
        let router = try router { Self.document() }
        #expect(await get(router, "gzip", [(.ifMatch, "\"9;gzip\"")]).status == .ok)
        #expect(await get(router, "gzip", [(.ifMatch, "\"8;gzip\"")]).status == .preconditionFailed)
        #expect(await get(router, nil, [(.ifMatch, "\"9;gzip\"")]).status == .preconditionFailed)
    }

    private static let plainOnes: [(String, @Sendable () -> Response)] = [
        ("a short one", { Self.document("short") }),
        ("a picture", { Self.document(type: MediaType("image/png")) }),
        ("an event stream", { Self.document(type: MediaType("text/event-stream")) }),
        (
            "one that offers ranges",
            {
                var response = Self.document()
                response.acceptsRanges = true
                return response
            }
        ),
        (
            "one that must not be transformed",
            {
                var response = Self.document()
                response.headers.add(.cacheControl, "public, no-transform")
                return response
            }
        ),
        (
            "one that is made while it is sent",
            {
                var response = Self.document()
                response.body = .stream(length: nil) { _ in }
                return response
            }
        ),
    ]

    @Test(arguments: plainOnes)
    func `what gains nothing, or comes in pieces, is sent as it is`(
        name: String, make: @escaping @Sendable () -> Response
    ) async throws {
        let response = await get(try router(make), "gzip")
        #expect(response.status == .ok)
        #expect(response.field(.contentEncoding) == nil)
        #expect(response.field(.etag) == "\"9\"")
        #expect(response.field(.vary) == "Accept, Accept-Encoding")
    }

    @Test func `what has a coding already keeps it`() async throws {
        let router = try router {
            var response = Self.document()
            response.headers.add(.contentEncoding, "br")
            return response
        }
        #expect(await get(router, "gzip").field(.contentEncoding) == "br")
    }

    @Test func `who refuses identity gets even short documents coded, or is told`() async throws {
        let short = await get(try router { Self.document("short") }, "gzip, identity;q=0")
        #expect(short.text == "gzip:5")
        let picture = try router { Self.document(type: MediaType("image/png")) }
        #expect(await get(picture, "gzip, identity;q=0").status == .notAcceptable)
    }

    @Test func `a part stays a part`() async throws {
        let router = try router {
            var response = Self.document()
            response.acceptsRanges = true
            return response
        }
        let response = await get(router, "gzip", [(.range, "bytes=0-1")])
        #expect(response.status == .partialContent && response.text == "xx")
        #expect(response.field(.contentEncoding) == nil)
    }

    @Test func `nothing is changed for a client that would not take the answer`() async throws {
        let calls = Counted()
        let router = try router {
            calls.add()
            return Self.document()
        }
        #expect(await get(router, "*;q=0", method: .post).status == .notAcceptable)
        #expect(calls.count == 0)
        #expect(await get(router, "*;q=0", method: .delete).status == .noContent)
        #expect(await get(router, "*;q=0", method: .options).status == .noContent)
    }

    @Test func `long documents are coded elsewhere, and the same one once`() async throws {
        let calls = Counted()
        let coding = ContentCoding(name: "gzip", inlineBytes: 100) {
            calls.add()
            return Bytes("\($0.count)")
        }
        let route = Route("/", [.get: Operation { _ in Self.document() }])
        let router = try Router(
            mounts: [Mount(prefix: "/", routes: [route], dialect: .plain)],
            codings: ContentCodings([coding]))
        for _ in 0..<5 {
            let response = await get(router, "gzip")
            #expect(response.text == "2000" && response.field(.vary) == "Accept-Encoding")
        }
        #expect(calls.count == 1)
    }

    @Test func `documents that look alike are told apart`() async throws {
        let calls = Counted()
        let coding = ContentCoding(name: "gzip", inlineBytes: 1 << 20) { document in
            calls.add()
            return document[0..<1_000]
        }
        let route = Route(
            "/{n}",
            [
                .get: Operation { request in
                    let name = request.parameters["n"] ?? "0"
                    let n = Int64(decimal: name.span) ?? 0
                    var writer = ByteWriter(capacity: 4_096)
                    for index in 0..<4_000 { writer.append(index == n ? 0x62 : 0x61) }
                    return Response(.ok, .text, writer.finish())
                }
            ])
        let router = try Router(
            mounts: [Mount(prefix: "/", routes: [route], dialect: .plain)],
            codings: ContentCodings([coding]))
        for n in 0..<900 {
            let response = await router.answer(.get, "/\(n)", [(.acceptEncoding, "gzip")])
            let text = response.text
            #expect(text.utf8.enumerated().allSatisfy { ($0.element == 0x62) == ($0.offset == n) })
        }
    }

    @Test func `a coder that fails costs nothing but length`() async throws {
        let route = Route("/", [.get: Operation { _ in Self.document() }])
        let router = try Router(
            mounts: [Mount(prefix: "/", routes: [route], dialect: .plain)],
            codings: ContentCodings([
                ContentCoding(name: "gzip", inlineBytes: 1 << 20) { _ in nil }
            ]))
        let response = await get(router, "gzip")
        #expect(response.text == Self.long.text && response.field(.contentEncoding) == nil)
        #expect(await get(router, "gzip, identity;q=0").status == .notAcceptable)
    }

    @Test(
        arguments: [
            ("application/hal+json", true), ("application/problem+json", true),
            ("text/html; charset=utf-8", true), ("image/svg+xml", true), ("application/JSON", true),
            ("application/x-ndjson", true), ("application/atom+xml", true),
            ("text/javascript", true), ("application/openmetrics-text; version=1.0.0", true),
            ("application/octet-stream", false), ("image/png", false), ("video/mp4", false),
            ("text/event-stream", false), ("application/zip", false),
        ] as [(Bytes, Bool)])
    func `text gets shorter, pictures do not`(type: Bytes, isShorter: Bool) throws {
        #expect(try #require(MediaType(contentType: type)).getsShorter == isShorter)
    }
}

/// Counts calls.
private final class Counted: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var value = 0
    var count: Int { lock.withLock { value } }
    func add() { lock.withLock { value += 1 } }
}
