import Glibc
import HTTP
import JSON
import Octets
import Store
import TestSupport
import Testing

@testable import HALServer

@Suite struct ByteStreamSavingTests {
    @Test(arguments: [HTTP.Method.post, .put])
    func `a save is answered with 65 bytes, when the stream is there`(method: HTTP.Method)
        async throws
    {
        let face = try ByteStreamsFace()
        let reply = try await face.send(
            method, "/v1/streams", [("Content-Type", "application/x-www-form-urlencoded")],
            body: "some data")
        #expect(reply.status == 201)
        #expect(reply[.contentType] == "application/json; charset=utf-8")
        #expect(reply.body.count == 65)
        let id = try #require(reply.json["id"]?.string?.text)
        #expect(reply.text == "{\"id\":\"\(id)\",\"status\":\"created\"}\n")
        #expect(reply[.location] == "streams/\(id)")
        #expect(reply[.link] == "<queues/default>; rel=\"collection\"")
        #expect(face.files.contains("\(id).data"))
        #expect(try await face.get("/v1/streams/\(id)").text == "some data")
    }

    @Test(arguments: [
        ("Content-Type", "multipart/form-data; boundary=x"), ("Content-Encoding", "gzip"),
        ("Accept", "image/png"), ("Accept", "text/html"), ("If-None-Match", "*"),
        ("If-Match", "\"a\""), ("Content-Digest", "unixsum=:AAAA:"), ("Want-Repr-Digest", "&&&"),
    ])
    func `what a client says of a body changes nothing of it`(name: String, value: String)
        async throws
    {
        let face = try ByteStreamsFace()
        let body: Bytes = "--x\r\n\r\n\u{1F}\u{8B}data\r\n--x--\r\n"
        for _ in 0..<2 {
            let reply = try await face.send(
                .put, "/v1/streams?a=b&c", [(name, value)], body: body)
            #expect(reply.status == 201)
            #expect(reply.body.count == 65)
            let id = reply.json["id"]?.string?.text ?? ""
            #expect(try await face.get("/v1/streams/\(id)").body == body)
        }
    }

    @Test func `an empty body is an empty stream`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get("/v1/streams/\(try await face.save(""))")
        #expect(reply.status == 200)
        #expect(reply.response.body.length == 0)
        #expect(reply[.contentType] == "text/plain; charset=utf-8")
    }

    // MARK: - Names and digests

    @Test(arguments: [
        (#"attachment; filename="report.pdf""#, "", #"attachment; filename="report.pdf""#),
        (
            "attachment; filename*=UTF-8''na%C3%AFve.txt", "",
            #"attachment; filename="na_ve.txt"; filename*=UTF-8''na%C3%AFve.txt"#
        ),
        (#"attachment; filename="/etc/passwd""#, "", #"attachment; filename="passwd""#),
        ("", "?name=a%20b.txt", #"attachment; filename="a b.txt""#),
        ("", "?name=a%0D%0AX-Injected:%20yes", #"attachment; filename="aX-Injected: yes""#),
        (#"inline; filename="first""#, "?name=second", #"attachment; filename="first""#),
        (#"attachment; filename="open"#, "?name=second", #"attachment; filename="second""#),
    ])
    func `a stream is handed out under the name that was given`(
        field: String, query: String, expected: String
    ) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(
            .post, "/v1/streams\(query)",
            field.isEmpty ? [] : [("Content-Disposition", field)], body: "x")
        let id = try #require(reply.json["id"]?.string?.text)
        #expect(try await face.get("/v1/streams/\(id)")[.contentDisposition] == expected)
    }

    @Test func `a stream without a name has no Content-Disposition`() async throws {
        let face = try ByteStreamsFace()
        for target in ["/v1/streams", "/v1/streams?name=", "/v1/streams?name=.."] {
            let reply = try await face.send(.post, target, body: "x")
            let id = try #require(reply.json["id"]?.string?.text)
            #expect(try await face.get("/v1/streams/\(id)")[.contentDisposition] == nil)
        }
    }

    private static let md5 = "md5=:HlAhCgICSX+3m8OLat5sNA==:"

    @Test func `digests that are right are kept and told`() async throws {
        let face = try ByteStreamsFace()
        for (name, value) in [
            ("Repr-Digest", Self.md5), ("Content-Digest", Self.md5),
            ("Content-MD5", "HlAhCgICSX+3m8OLat5sNA=="), ("Want-Repr-Digest", "md5=3, sha-256=1"),
        ] {
            let reply = try await face.send(
                .post, "/v1/streams", [(name, value)], body: "some data")
            #expect(reply.status == 201, "\(name)")
            let id = try #require(reply.json["id"]?.string?.text)
            #expect(try await face.get("/v1/streams/\(id)")[.reprDigest] == Self.md5)
        }
    }

    @Test(arguments: [
        ("Repr-Digest", "md5=:AAAAAAAAAAAAAAAAAAAAAA==:", "another md5"),
        ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", "another md5"),
        ("Content-Digest", "sha-256=:AAAA:", "has 3 bytes"),
        ("Content-Digest", "sha-256=AAAA", "no byte sequence"),
        ("Repr-Digest", ",,", "no dictionary"),
    ])
    func `a digest that is wrong is 400, and nothing is stored`(
        name: String, value: String, word: String
    ) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.post, "/v1/streams", [(name, value)], body: "some data")
        #expect(reply.status == 400)
        #expect(reply.json["error"]?.integer == 400)
        #expect(reply.json["status"]?.string == "error")
        #expect(reply.json["message"]?.string?.text.contains(word) == true, "\(reply.text)")
        #expect(face.files.isEmpty)
    }

    // MARK: - Failures

    @Test(arguments: [
        (BlobFaults.Call.write, ENOSPC, 507, "write", "no space left on device"),
        (.write, EDQUOT, 507, "write", "disk quota exceeded"),
        (.sync, EIO, 500, "sync", "input/output error"),
        (.create, EACCES, 500, "create", "permission denied"),
        (.create, EMFILE, 503, "create", "too many open files"),
    ])
    func `a call that fails is told as the original tells it`(
        call: BlobFaults.Call, code: Int32, status: Int, op: String, words: String
    ) async throws {
        let face = try ByteStreamsFace(
            faults: BlobFaults { made, _ in made == call ? code : nil })
        let reply = try await face.send(.post, "/v1/streams", body: "some data")
        #expect(reply.status == status)
        let members = (reply.json.members ?? []).map(\.name.text)
        #expect(members == ["error", "message", "status"])
        #expect((reply.json["error"]?.members ?? []).map(\.name.text) == ["Op", "Path", "Err"])
        #expect(reply.json["error"]?["Op"]?.string?.text == op)
        #expect(reply.json["error"]?["Err"]?.integer == Int64(code))
        let path = try #require(reply.json["error"]?["Path"]?.string?.text)
        #expect(path.hasPrefix("DATA"))
        #expect(reply.json["message"]?.string?.text == "\(op) \(path): \(words)")
        #expect(face.files.isEmpty)
    }

    @Test func `the directory in an error is spelled as Go spells JSON`() async throws {
        var options = ByteStreamsOptions()
        options.path = "a<b>&\u{2028}\"é"
        let face = try ByteStreamsFace(options)
        let reply = try await face.send(.delete, "/v1/streams/x")
        #expect(
            reply.text
                == "{\"error\":{\"Op\":\"remove\",\"Path\":"
                + #""a\u003cb\u003e\u0026\u2028\"é/x.data","Err":2},"status":"error"}"# + "\n")
    }

    /// A server that is asked by raw bytes.
    private func live(_ body: (LiveServer, ByteStreamsFace) async throws -> Void) async throws {
        let face = try ByteStreamsFace()
        try await LiveServer.run(respond: { await face.router.respond(to: $0) }) { server in
            try await body(server, face)
        }
    }

    @Test(arguments: [
        ("Content-Length: 100", "0123456789", 500, #"{"error":{},"message":"unexpected EOF""#),
        ("Transfer-Encoding: chunked", "5\r\nhello\r\n", 500, "unexpected EOF"),
        ("Transfer-Encoding: chunked", "5\r\nhello\r\nzz\r\n", 400, #"{"error":{},"message":""#),
    ])
    func `a body that breaks off leaves nothing`(
        framing: String, sent: String, status: Int, words: String
    ) async throws {
        try await live { server, face in
            let client = try server.connect()
            client.send("POST /v1/streams HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
            // What is wrong with a body that is there already the engine tells before.
            #expect(client.isQuiet())
            client.send(sent)
            client.finish()
            let reply = try #require(client.response())
            #expect(reply.status == status)
            #expect(reply.text.contains(words))
            #expect(reply.closes)
            #expect(face.files.isEmpty)
        }
    }

    @Test func `a sender may wait in between, and gets its chunks stored`() async throws {
        try await live { server, face in
            let client = try server.connect()
            client.send(
                "PUT /v1/streams HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for word in ["one ", "two ", "three"] {
                #expect(client.isQuiet())
                client.send("\(String(word.utf8.count, radix: 16))\r\n\(word)\r\n")
            }
            client.send("0\r\n\r\n")
            let reply = try #require(client.response())
            #expect(reply.status == 201)
            #expect(reply.body.count == 65)
            client.send(
                "GET /v1/streams/\(reply.text.split(separator: "\"")[3]) HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            #expect(client.response()?.text == "one two three")
        }
    }

    @Test func `long streams come back in constant pieces`() async throws {
        try await live { server, face in
            let client = try server.connect()
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            client.send("POST /v1/streams HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
            client.send(bytes)
            let reply = try #require(client.response())
            let id = reply.text.split(separator: "\"")[3]
            client.send("GET /v1/streams/\(id) HTTP/1.1\r\nHost: a\r\n\r\n")
            let got = try #require(client.response())
            #expect(got.body == bytes)
            #expect(try await face.get("/v1/streams/\(id)").isFile)
        }
    }
}
