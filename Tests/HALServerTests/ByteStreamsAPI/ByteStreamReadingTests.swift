import Glibc
import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ByteStreamReadingTests {
    @Test func `a stream has the fields of a static file, and those that fence it in`()
        async throws
    {
        let face = try ByteStreamsFace()
        let id = try await face.save("some data")
        for method in [HTTP.Method.get, .head] {
            let reply = try await face.send(method, "/v1/streams/\(id)")
            #expect(reply.status == 200)
            #expect(reply.response.body.length == 9)
            #expect(reply.isFile)
            #expect(reply[.acceptRanges] == "bytes")
            #expect(reply[.contentType] == "text/plain; charset=utf-8")
            #expect(reply[.etag] == "\"\(id)\"")
            #expect(reply[.lastModified]?.hasSuffix(" GMT") == true)
            #expect(reply[.contentTypeOptions] == "nosniff")
            #expect(reply[.contentSecurityPolicy]?.contains("sandbox") == true)
            #expect(reply[.contentDisposition] == nil)
            #expect(reply[.cacheControl] == "no-cache")
            #expect(reply[.vary]?.contains("Accept") == true)
            #expect(reply[.link] == "<\(id)>; rel=\"alternate\"; type=\"application/hal+json\"")
            #expect(reply["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test(arguments: [
        ("bytes=0-3", 206, "bytes 0-3/9", "some"),
        ("bytes=5-", 206, "bytes 5-8/9", "data"),
        ("bytes=-4", 206, "bytes 5-8/9", "data"),
        ("bytes=5-100", 206, "bytes 5-8/9", "data"),
        ("bytes=9-", 416, "bytes */9", "invalid range: failed to overlap\n"),
        ("bytes=x", 416, nil, "invalid range\n"),
        ("items=0-1", 200, nil, "some data"),
    ])
    func `ranges are taken as Go takes them`(
        range: String, status: Int, contentRange: String?, text: String
    ) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get(
            "/v1/streams/\(try await face.save("some data"))", [("Range", range)])
        #expect(reply.status == status)
        #expect(reply[.contentRange] == contentRange)
        #expect(reply.text == text)
        if status == 416 { #expect(reply[.contentType] == "text/plain; charset=utf-8") }
    }

    @Test func `several ranges come as parts`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get(
            "/v1/streams/\(try await face.save("some data"))", [("Range", "bytes=0-1,7-8")])
        #expect(reply.status == 206)
        #expect(reply[.contentType]?.hasPrefix("multipart/byteranges; boundary=") == true)
        #expect(reply.text.contains("Content-Range: bytes 7-8/9\r\n\r\nta\r\n"))
    }

    @Test func `conditions are looked at`() async throws {
        let face = try ByteStreamsFace()
        let id = try await face.save("some data")
        let target = "/v1/streams/\(id)"
        let date = try #require(try await face.get(target)[.lastModified])
        let cases: [([(String, String)], Int)] = [
            ([("If-None-Match", "*")], 304), ([("If-None-Match", "\"\(id)\"")], 304),
            ([("If-None-Match", "\"other\"")], 200), ([("If-Modified-Since", date)], 304),
            ([("If-Unmodified-Since", "Fri, 02 Jun 2017 12:24:07 GMT")], 412),
            ([("If-Match", "\"other\"")], 412), ([("If-Match", "\"\(id)\"")], 200),
            ([("Range", "bytes=0-3"), ("If-Range", date)], 206),
            ([("Range", "bytes=0-3"), ("If-Range", "\"\(id)\"")], 206),
            ([("Range", "bytes=0-3"), ("If-Range", "\"other\"")], 200),
        ]
        for (fields, status) in cases {
            let reply = try await face.get(target, fields)
            #expect(reply.status == status, "\(fields)")
            if status == 304 || status == 412 { #expect(reply.body.isEmpty) }
        }
    }

    @Test(arguments: [
        ("<html><script>alert(1)</script>", "text/html; charset=utf-8"),
        ("%PDF-1.4", "application/pdf"), ("{\"a\":1}", "text/plain; charset=utf-8"),
        ("GIF89a", "image/gif"), ("a\u{1}b", "application/octet-stream"),
    ])
    func `the type is guessed, whatever was said at upload`(text: String, type: String)
        async throws
    {
        let face = try ByteStreamsFace()
        let saved = try await face.send(
            .post, "/v1/streams", [("Content-Type", "video/mp4")], body: Bytes(text))
        let reply = try await face.get("/v1/streams/\(saved.json["id"]?.string?.text ?? "")")
        #expect(reply[.contentType] == type)
        #expect(reply[.contentSecurityPolicy] == "sandbox; default-src 'none'")
        #expect(reply.text == text)
    }

    @Test(arguments: [
        "error-in-stream-id", "20ef43f7-4bfd-4b86-9204-7c857a09a940",
        "20EF43F7-4BFD-4B86-9204-7C857A09A940", "20ef43f74bfd4b8692047c857a09a940",
        "%7B20ef43f7-4bfd-4b86-9204-7c857a09a940%7D", "..", "%2e%2e", "..%2fsecret", "%00",
        "a%00b", "index.html", ".meta", ".tmp", "*", String(repeating: "a", count: 5000),
        "20ef43f7-4bfd-4b86-9204-7c857a09a940.data", "20ef43f7-4bfd-4b86-9204-7c857a09a940%00",
    ])
    func `what is no stream is the original's 404`(id: String) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get("/v1/streams/\(id)")
        #expect(reply.status == 404)
        #expect(reply.text == "404 page not found\n")
        #expect(reply[.contentType] == "text/plain; charset=utf-8")
        #expect(reply[.contentTypeOptions] == "nosniff")
        let inHAL = try await face.document("/v1/streams/\(id)")
        #expect(inHAL.status == 404)
        #expect(inHAL[.contentType] == "application/hal+json")
        let below = try await face.get("/v1/streams/\(id)/next")
        #expect(below.status == 404)
        #expect(below.text == "{\"error\":404,\"status\":\"error\"}\n")
    }

    @Test func `a directory or a link of the name of a stream does not exist`() async throws {
        let face = try ByteStreamsFace()
        let id = UUID.random()
        try makeDirectory("\(face.directory)/\(id).data")
        #expect(try await face.get("/v1/streams/\(id)").status == 404)
        #expect(try await face.send(.delete, "/v1/streams/\(id)").status == 404)
    }

    @Test func `who names HAL gets what is known of a stream`() async throws {
        let face = try ByteStreamsFace()
        try await face.save("before")
        let saved = try await face.send(
            .post, "/v1/streams?name=a.txt", [("Want-Repr-Digest", "md5=1")], body: "some data")
        let id = try #require(saved.json["id"]?.string?.text)
        try await face.save("behind")
        for target in ["/v1/streams/\(id)", "/v1/streams/\(id)/metadata"] {
            let reply = try await face.document(target)
            #expect(reply.status == 200)
            #expect(reply[.contentType] == "application/hal+json")
            #expect(reply.json["id"]?.string?.text == id)
            #expect(reply.json["queue"]?.string == "default")
            #expect(reply.json["sequence"]?.integer == 2)
            #expect(reply.json["size"]?.integer == 9)
            #expect(reply.json["name"]?.string == "a.txt")
            #expect(reply.json["contentType"]?.string == "text/plain; charset=utf-8")
            #expect(
                reply.json["digests"]?["md5"]?.string == "1e50210a0202497fb79bc38b6ade6c34")
            for relation in ["self", "next", "prev", "previous", "collection", "curies"] {
                #expect(reply.json["_links"]?[Bytes(relation)] != nil, "\(target) \(relation)")
            }
            #expect(reply.json["_embedded"]?["httpstream:delete"] != nil)
            #expect(reply[.contentSecurityPolicy] == nil)
        }
        // Any other Accept is none of HAL.
        for accept in ["*/*", "application/*", "text/html", "application/hal+json;q=0, */*"] {
            let reply = try await face.get("/v1/streams/\(id)", [("Accept", accept)])
            #expect(reply.text == "some data", "\(accept)")
        }
        let page = try await face.get("/v1/streams/\(id)/metadata", [("Accept", "text/html")])
        #expect(page[.contentType] == "text/html; charset=utf-8")
        #expect(page.text.contains("a.txt"))
    }

    private func makeDirectory(_ path: String) throws {
        guard unsafe mkdir(path, 0o755) == 0 else { throw SystemError("mkdir", code: errno) }
    }
}
