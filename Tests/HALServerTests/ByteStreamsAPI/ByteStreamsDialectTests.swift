import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct ByteStreamsDialectTests {
    @Test func `somebody is there`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get("/ping")
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/json; charset=utf-8")
        #expect(reply.text == "{\"message\":\"pong\",\"status\":\"ok\"}\n")
        #expect(try await face.send(.head, "/ping").status == 200)
    }

    @Test(arguments: ["/v1", "/v1/", "/v1/x", "/v1/streams/a/b", "/v1/queues/a/b", "/ping/x"])
    func `what is unknown is the original's 404`(target: String) async throws {
        let face = try ByteStreamsFace()
        for accept in ["*/*", "text/html", "application/json"] {
            for method in [HTTP.Method.get, .post, .delete, .patch] {
                let reply = try await face.send(method, target, [("Accept", accept)])
                #expect(reply.status == 404)
                #expect(reply[.contentType] == "application/json; charset=utf-8")
                #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
            }
        }
    }

    @Test(arguments: [
        ("/v1/streams", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
        ("/v1/streams/\(UUID.null)", "GET, HEAD, DELETE, OPTIONS"),
        ("/v1/queues", "GET, HEAD, OPTIONS"), ("/v1/merge", "GET, HEAD, POST, OPTIONS"),
        ("/v1/queues/a", "GET, HEAD, POST, PUT, DELETE, OPTIONS"), ("/ping", "GET, HEAD, OPTIONS"),
    ])
    func `a method that a resource does not know is 405 with those that it knows`(
        target: String, allowed: String
    ) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.patch, target)
        #expect(reply.status == 405)
        #expect(reply[.allow] == allowed)
        #expect(reply.text == "{\"error\":405,\"status\":\"error\"}\n")
        let options = try await face.send(.options, target)
        #expect(options.status == 204)
        #expect(options[.allow] == allowed)
        #expect(options["Access-Control-Allow-Methods"] == allowed)
        #expect(options["Access-Control-Allow-Headers"]?.contains("Repr-Digest") == true)
    }

    @Test(arguments: [
        (HTTP.Method.put, "/v1/uploads", 405), (.post, "/v1/uploads/\(UUID.null)", 405),
        (.delete, "/v1/uploads/\(UUID.null)", 404), (.get, "/v1/uploads?queue=.a", 400),
    ])
    func `what is wrong with uploads is told as a problem, whoever says it`(
        method: HTTP.Method, target: String, status: Int
    ) async throws {
        let face = try ByteStreamsFace()
        for (accept, type) in [
            ("*/*", "application/problem+json"), ("application/hal+json", "application/hal+json"),
        ] {
            let reply = try await face.send(
                method, target, [("Accept", accept), ("Tus-Resumable", "1.0.0")])
            #expect(reply.status == status)
            #expect(reply[.contentType] == type)
            #expect(reply.json["status"]?.integer == Int64(status))
        }
    }

    @Test func `a browser gets a page of what is wrong with an upload`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.get("/v1/uploads/\(UUID.null)", [("Accept", "text/html")])
        #expect(reply.status == 404)
        #expect(reply[.contentType]?.hasPrefix("text/html") == true)
        #expect(reply.text.contains("There is no such upload."))
    }

    @Test func `what curl makes of an address with a slash is nowhere`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(.put, "/v1/streams/report.pdf", body: "x")
        #expect(reply.status == 404)
        #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
        #expect(face.files.isEmpty)
    }

    @Test func `a slash too many is 307 for bodies, and nothing for readers`() async throws {
        let face = try ByteStreamsFace()
        for method in [HTTP.Method.post, .put, .delete] {
            let reply = try await face.send(method, "/v1/streams/", body: "x")
            #expect(reply.status == 307)
            #expect(reply[.location] == "../streams")
        }
        let read = try await face.get("/v1/streams/")
        #expect(read.status == 404)
        #expect(read.text == "{\"error\":404,\"status\":\"error\"}\n")
        #expect(read[.location] == nil)
        #expect(try await face.document("/v1/streams/").status == 307)
        let queue = try await face.send(.post, "/v1/queues/a/?name=b", body: "x")
        #expect(queue.status == 307)
        #expect(queue[.location] == "../a?name=b")
        #expect(face.files.isEmpty)
    }

    @Test(arguments: [nil, "*/*", "application/json", "image/png", "application/hal+json;q=0"])
    func `documents where the original has none are for those who name them`(accept: String?)
        async throws
    {
        let face = try ByteStreamsFace()
        for target in ["/v1/streams", "/v1/merge"] {
            let reply = try await face.get(target, accept.map { [("Accept", $0)] } ?? [])
            #expect(reply.status == 404)
            #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
        }
    }

    @Test(arguments: [
        (HTTP.Method.post, "/v1/streams"), (.put, "/v1/queues/a"), (.delete, "/v1/streams"),
        (.post, "/v1/merge"), (.delete, "/v1/queues/a"),
    ])
    func `pages of foreign origins cannot write`(method: HTTP.Method, target: String)
        async throws
    {
        let face = try ByteStreamsFace()
        let host = ("Host", "localhost:5000")
        let reply = try await face.send(
            method, target, [host, ("Origin", "https://evil.example")], body: "x")
        #expect(reply.status == 403)
        #expect(reply.json["error"]?.integer == 403)
        #expect(face.files.isEmpty)
        for origin in ["https://let-in.example", "http://localhost:5000"] {
            let reply = try await face.send(
                method, target, [host, ("Origin", origin)], body: "x")
            #expect(reply.status != 403)
        }
    }

    @Test func `mistakes are pages for people only where people look`() async throws {
        let face = try ByteStreamsFace()
        let html = [("Accept", "text/html,*/*;q=0.8")]
        #expect(
            try await face.get("/v1/queues/a?limit=0", html)[.contentType]
                == "text/html; charset=utf-8")
        #expect(
            try await face.get("/v1/streams/none", html).text == "404 page not found\n")
        let problem = try await face.document("/v1/queues/a?limit=0")
        #expect(problem[.contentType] == "application/hal+json")
        #expect(problem.json["status"]?.integer == 400)
        #expect(problem.href("help") == "../../docs/httpstream/queue")
    }

    @Test func `beside the original's addresses everything is the HAL face's`() async throws {
        let face = try ByteStreamsFace()
        let index = try await face.get("/")
        #expect(index.href("httpstream:streams") == "./v1/streams")
        #expect(index.href("httpstream:queues") == "./v1/queues")
        #expect(index.href("httpstream:merge") == "./v1/merge")
        #expect(try await face.get("/v2")[.contentType] == "application/problem+json")
    }
}
