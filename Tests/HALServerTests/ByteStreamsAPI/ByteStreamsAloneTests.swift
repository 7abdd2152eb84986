import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct ByteStreamsAloneTests {
    @Test(arguments: ["/", "/x", "/v1/x", "/streams", "/docs/none", "/index.html", "/stream"])
    func `on a listener of its own everything else is the original's 404`(target: String)
        async throws
    {
        let face = try ByteStreamsFace(alone: true)
        for method in [HTTP.Method.get, .post, .delete] {
            let reply = try await face.send(method, target)
            if target.hasPrefix("/docs"), method != .get { continue }
            #expect(reply.status == 404)
            #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
        }
    }

    @Test func `it does what it does beside others`() async throws {
        let face = try ByteStreamsFace(alone: true)
        let id = try await face.save("some data")
        #expect(try await face.get("/v1/streams/\(id)").text == "some data")
        #expect(try await face.get("/v1/queues/default/first").text == "some data")
        #expect(try await face.send(.delete, "/v1/streams/\(id)").status == 200)
        #expect(try await face.send(.post, "/v1/streams/", body: "x").status == 307)
        #expect(try await face.get("/ping").status == 200)
        let wrong = try await face.document("/v1/queues/a?limit=0")
        #expect(wrong[.contentType] == "application/json; charset=utf-8")
    }

    @Test func `its documents lead to no index, and to documentation that is there`()
        async throws
    {
        let face = try ByteStreamsFace(alone: true)
        let document = try await face.document("/v1/streams")
        #expect(document.href("streamStore:index") == nil)
        let curies = document.json["_links"]?["curies"]?.elements ?? []
        #expect(curies.compactMap { $0["name"]?.string?.text } == ["httpstream"])
        for target in [
            "/docs", "/docs/httpstream/save", "/docs/httpstream/save.schema.json",
            "/docs/style.css", "/explorer/explorer.js", "/openapi.json",
        ] {
            #expect(try await face.get(target).status == 200, "\(target)")
        }
        let page = try await face.get("/v1/queues", [("Accept", "text/html")])
        #expect(page[.contentType] == "text/html; charset=utf-8")
    }
}
