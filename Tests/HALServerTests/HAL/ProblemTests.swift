import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ProblemTests {
    @Test(
        arguments: [
            (nil, "application/problem+json"), ("*/*", "application/problem+json"),
            ("application/hal+json", "application/hal+json"),
            ("text/html;q=0.4, application/HAL+json;q=0.5", "application/hal+json"),
            ("application/hal+json;q=0, */*", "application/problem+json"),
            ("application/hal+json;charset=utf-8;q=0, */*", "application/problem+json"),
            ("application/hal+json;p=\"a,b\";q=0, */*", "application/problem+json"),
            ("text/x;p=\"a, application/hal+json\", */*", "application/problem+json"),
            ("application/hal+json;q=0.000, */*", "application/problem+json"),
            ("application/problem+json", "application/problem+json"),
        ] as [(String?, String)])
    func `problems come as HAL to those who name it`(accept: String?, type: String) async throws {
        let face = try Face()
        let reply = await face.get("/nowhere/at/all", accept.map { [("Accept", $0)] } ?? [])
        #expect(reply.status == 404)
        #expect(reply[.contentType] == type)
        #expect(reply["type"]?.string == "about:blank")
        #expect(reply["title"]?.string == "Not Found")
        #expect(reply["status"]?.integer == 404)
        #expect(reply["instance"]?.string == "/nowhere/at/all")
        let isHAL = type == "application/hal+json"
        #expect(reply.href("streamStore:index") == (isHAL ? "../../" : nil))
        #expect(reply.href("self") == (isHAL ? "../../nowhere/at/all" : nil))
        #expect(reply.href("help") == (isHAL ? "../../docs" : nil))
    }

    @Test(arguments: ["image/png", "application/hal+json;q=0", "application/json", "text/csv"])
    func `what cannot be had is 406 before anything is looked up`(accept: String) async throws {
        let face = try Face()
        for target in [
            "/", "/stream", "/stream/0", "/streams", "/streams/a", "/streams/a/0",
            "/streams/a/metadata",
        ] {
            let reply = await face.get(target, [("Accept", accept)])
            #expect(reply.status == 406)
            #expect(reply["type"]?.string == "Not Acceptable")
            #expect(reply["title"]?.string == "Not Acceptable")
            #expect(reply["detail"]?.string?.text.contains("application/hal+json") == true)
        }
        let write = await face.post("/streams/a", Face.message(1), [("Accept", accept)])
        #expect(write.status == 406)
        #expect(await face.get("/stream").versions.isEmpty)
        #expect(await face.delete("/streams/a", [("Accept", accept)]).status == 204)
    }

    @Test(arguments: [
        ("/", "GET, HEAD, OPTIONS"), ("/stream", "GET, HEAD, OPTIONS"),
        ("/stream/0", "GET, HEAD, OPTIONS"), ("/streams", "GET, HEAD, OPTIONS"),
        ("/streams/a", "GET, HEAD, POST, DELETE, OPTIONS"),
        ("/streams/a/0", "GET, HEAD, DELETE, OPTIONS"),
        ("/streams/a/metadata", "GET, HEAD, POST, OPTIONS"),
        ("/streams/a/0/payload", "GET, HEAD, OPTIONS"), ("/docs/append", "GET, HEAD, OPTIONS"),
    ])
    func `a resource says what can be done`(target: String, allow: String) async throws {
        let face = try Face()
        let refused = await face.send(.put, target)
        #expect(refused.status == 405)
        #expect(refused[.allow] == allow)
        #expect(refused["Allowed"] == allow)
        let options = await face.send(.options, target)
        #expect(options.status == 204)
        #expect(options[.allow] == allow)
        #expect(options["Access-Control-Allow-Methods"] == allow)
        #expect(options[.vary] == "Accept, Accept-Encoding")
    }

    @Test(
        arguments: [
            ("/streams/", "../streams", "../docs/{rel}"),
            ("/stream/?d=f", "../stream?d=f", "../docs/{rel}"),
            ("/streams/a%22/", "../a%22", "../../docs/{rel}"),
        ])
    func `a slash too many leads to the way, which the body shows too`(
        target: String, location: String, docs: String
    ) async throws {
        let reply = await (try Face()).get(target)
        #expect(reply.status == 308)
        #expect(reply[.location] == location)
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply.href("self") == location)
        #expect(reply["_links", "curies", "0", "href"]?.string?.text == docs)
    }

    @Test func `coded bodies are 415`() async throws {
        let reply = try await Face().post("/streams/a", "x", [("Content-Encoding", "gzip")])
        #expect(reply.status == 415)
        #expect(reply[.acceptEncoding] == "identity")
    }

    @Test(arguments: ["/", "/stream", "/streams/a?d=b&m=20&p=-1&e=0", "/none", "/streams/a/0"])
    func `HEAD is GET without a body, and everything varies by Accept`(
        target: String
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<2)
        let get = await face.get(target)
        let head = await face.send(.head, target)
        #expect(head.status == get.status)
        #expect(head[.etag] == get[.etag])
        #expect(head[.contentType] == get[.contentType])
        #expect(get[.vary] == "Accept, Accept-Encoding")
        #expect(get[.contentTypeOptions] == "nosniff")
        #expect(get["Access-Control-Allow-Origin"] == "*")
        #expect(get["Access-Control-Expose-Headers"]?.contains("SSS-HeadPosition") == true)
    }

    @Test func `help leads to the form's documentation`() async throws {
        let reply = try await Face().post(
            "/streams/a", "{}", [("Accept", "application/hal+json")])
        #expect(reply.status == 400)
        #expect(reply.href("help") == "../docs/append")
        #expect(reply.href("self") == "../streams/a")
        let raw = try await Face().post(
            "/streams/a", "x",
            [
                ("Accept", "application/hal+json"), ("Content-Type", "image/png"),
                ("SSS-MessageId", "7"),
            ])
        #expect(raw.status == 400)
        #expect(raw.href("help") == "../docs/append-raw")
    }

    @Test(
        arguments: [
            (.post, "/streams/a", "{}", [], 400, "append"),
            (.post, "/streams/a", "{", [], 400, "append"),
            (.post, "/streams/a", "{}", [("SSS-ExpectedVersion", "x")], 400, "append"),
            (
                .post, "/streams/a", "x",
                [("Content-Type", "image/png"), ("SSS-MessageId", "x")], 400, "append-raw"
            ),
            (
                .post, "/streams/a", "{",
                [("Content-Type", "application/json"), ("SSS-MessageType", "x")], 400, "append-raw"
            ),
            (.post, "/streams/a", Face.message(9), [("SSS-ExpectedVersion", "7")], 409, "append"),
            (.post, "/streams/a", Face.message(9), [("If-Match", "\"7\"")], 412, "append"),
            (.post, "/streams/a", Face.message(9), [("Content-Encoding", "br")], 415, "append"),
            (.post, "/streams/a/metadata", "[]", [], 400, "metadata"),
            (.post, "/streams/a/metadata", "{}", [("If-None-Match", "*")], 412, "metadata"),
            (.delete, "/streams/a", "", [("SSS-ExpectedVersion", "7")], 409, "delete-stream"),
            (.delete, "/streams/a", "", [("If-Match", "\"7\"")], 412, "delete-stream"),
            (.delete, "/streams/a/0", "", [("If-Match", "\"7\"")], 412, "delete-message"),
        ] as [(Method, String, String, [(String, String)], Int, String)])
    func `a refused change brings its form again, whatever the media type`(
        method: Method, target: String, body: String, headers: [(String, String)], status: Int,
        form: String
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        await face.post("/streams/a/metadata", "{\"maxCount\":9}")
        for accept in ["*/*", "application/hal+json"] {
            let reply = await face.send(
                method, target + "?d=b", headers + [("Accept", accept)], body: Bytes(body))
            #expect(reply.status == status)
            let isHAL = accept != "*/*"
            #expect(
                reply[.contentType]
                    == (isHAL ? "application/hal+json" : "application/problem+json"))
            #expect(reply["_embedded"]?.members?.map(\.name) == [Bytes("streamStore:\(form)")])
            let shown = reply["_embedded", "streamStore:\(form)"]
            let link = shown?["links"]?[0]
            #expect(
                Reference.resolve(link?["href"]?.string?.text ?? "", against: target) == target)
            #expect(link?["targetHints"]?["allow"]?[0]?.string?.text == method.rawValue)
            let own = shown?["_links"]?["self"]?["href"]?.string?.text ?? ""
            #expect(
                Reference.resolve(own, against: target) == "/docs/\(form).schema.json")
            // A prefixed name is explained where it is used.
            #expect(reply["_links", "curies", "0", "name"]?.string == "streamStore")
        }
    }

    @Test(
        arguments: [
            (.post, "/streams/$x", "{}", 400), (.delete, "/streams/$x", "", 400),
            (.post, "/streams/$x/metadata", "{}", 400), (.post, "/streams/%20", "{}", 400),
            (.get, "/streams/a/0", "", 412), (.put, "/streams/a", "", 405),
            (.post, "/stream", "", 405),
        ] as [(Method, String, String, Int)])
    func `what cannot be tried again brings no form`(
        method: Method, target: String, body: String, status: Int
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        let headers = method == .get ? [("If-Match", "\"7\"")] : []
        let reply = await face.send(method, target, headers, body: Bytes(body))
        #expect(reply.status == status)
        #expect(reply["_embedded"] == nil)
        #expect(reply["_links"] == nil)
    }

    @Test func `what is no JSON is told by a rule of its own`() async throws {
        let reply = try await Face().post("/streams/a", #"{"type": tru}"#)
        #expect(reply["errors", "0", "pointer"]?.string == "/type")
        #expect(reply["errors", "0", "rule"]?.string == "json")
    }
}
