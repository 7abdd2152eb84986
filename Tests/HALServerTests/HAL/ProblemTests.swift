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
            ("text/html, application/HAL+json;q=0.5", "application/hal+json"),
            ("application/hal+json;q=0, */*", "application/problem+json"),
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

    @Test(arguments: ["image/png", "application/hal+json;q=0", "application/json", "text/html"])
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
        #expect(options[.vary] == "Accept")
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
        #expect(get[.vary] == "Accept")
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
    }
}
