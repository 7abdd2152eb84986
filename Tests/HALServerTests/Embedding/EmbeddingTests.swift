import Foundation
import HALServer
import Testing

/// The public interface, used as another program uses it.
@Suite struct EmbeddingTests {
    private func api(
        _ prefix: String = "/events", _ options: HALMiddleware.Options = .init()
    ) throws -> HALMiddleware {
        try HALMiddleware(
            .memory(), resources: Checkout.resources, prefix: prefix, options: options)
    }

    private func send(
        _ api: HALMiddleware, _ method: String, _ target: String, body: String = "",
        accept: String = "application/hal+json"
    ) async throws -> WebResponse? {
        let request = try #require(
            WebRequest(
                method: method, target: target, fields: [("Accept", accept)],
                body: Array(body.utf8)))
        return await api.respond(to: request)
    }

    private func text(_ response: WebResponse) async throws -> String {
        String(decoding: try await response.body(), as: UTF8.self)
    }

    private static let message = """
        {"messageId":"6f2f7b2c-5f0a-4b0e-9a52-0f4f0d4b8e10","type":"t","jsonData":{"n":1}}
        """

    @Test func `it answers below its prefix and leaves the rest alone`() async throws {
        let api = try api()
        let index = try #require(try await send(api, "GET", "/events/"))
        #expect(index.status == 200)
        #expect(index.field("content-type") == "application/hal+json")
        #expect(try await text(index).contains("\"streamStore:feed\":{\"href\":\"./stream\""))
        for path in ["/", "/event", "/eventsx", "/stream", "/other/events/"] {
            #expect(try await send(api, "GET", path) == nil, "\(path)")
        }
    }

    @Test func `its web pages find script and style below the prefix`() async throws {
        let api = try api()
        let page = try #require(
            try await send(api, "GET", "/events/streams", accept: "text/html"))
        #expect(page.field("content-type") == "text/html; charset=utf-8")
        #expect(try await text(page).contains("src=\"explorer/explorer.js\""))
        let script = try #require(try await send(api, "GET", "/events/explorer/explorer.js"))
        #expect(script.status == 200)
        #expect(script.field("content-type") == "text/javascript; charset=utf-8")
        let found = try #require(
            try await send(api, "GET", "/events/explorer/expand?.template=streams/%7Bx%7D&x=a"))
        #expect(found.field("Location") == "../streams/a")
    }

    @Test func `the prefix itself leads behind its slash, which references count from`()
        async throws
    {
        for (prefix, location) in [("/events", "./events/"), ("/a/b.c", "./b.c/")] {
            let answer = try #require(try await send(try api(prefix), "GET", prefix))
            #expect(answer.status == 308)
            #expect(answer.field("Location") == location)
        }
    }

    @Test func `one can write and read`() async throws {
        let api = try api()
        let written = try #require(
            try await send(api, "POST", "/events/streams/a", body: Self.message))
        #expect(written.status == 200)
        let page = try #require(
            try await send(api, "GET", "/events/streams/a?d=b&m=20&p=-1&e=1"))
        #expect(try await text(page).contains("{\\\"n\\\":1}"))
        #expect(page.field("etag") == "\"0\"")
    }

    @Test func `problems refer to the index below the prefix`() async throws {
        let answer = try #require(try await send(try api(), "GET", "/events/nothing/here"))
        #expect(answer.status == 404)
        #expect(try await text(answer).contains("\"streamStore:index\":{\"href\":\"../\""))
    }

    @Test func `HEAD has the length of the body but not the body`() async throws {
        let api = try api()
        let get = try #require(try await send(api, "GET", "/events/"))
        let head = try #require(try await send(api, "HEAD", "/events/"))
        #expect(head.contentLength == get.contentLength)
        #expect(try await head.body().isEmpty)
        #expect(try await get.body().count == get.contentLength)
    }

    @Test func `the options count`() async throws {
        var options = HALMiddleware.Options()
        let bare = "/streams/a"
        let redirected = try #require(try await send(try api("/", options), "GET", bare))
        #expect(redirected.status == 308)
        options.useCanonicalURLs = false
        options.showsPayloadsAsObjects = true
        options.maximumBodyBytes = 100
        let api = try api("/", options)
        #expect(try await send(api, "POST", bare, body: Self.message)?.status == 200)
        let page = try #require(try await send(api, "GET", "/streams/a?e=1"))
        #expect(try await text(page).contains("\"payload\":{\"n\":1}"))
        let long = Self.message + String(repeating: " ", count: 100)
        #expect(try await send(api, "POST", bare, body: long)?.status == 413)
    }

    @Test(arguments: ["events", "/events/", "/a//b", "/..", "/a/./b", "/a?b", "/%65", "//"])
    func `what is no prefix is refused`(prefix: String) throws {
        #expect(throws: EmbeddingError.prefix(prefix)) { try api(prefix) }
    }

    @Test func `missing documentation is said`() {
        #expect {
            try HALMiddleware(.memory(), resources: "/nowhere")
        } throws: {
            "\($0)".contains("/nowhere")
        }
    }

    @Test(arguments: [
        ("GET", "", []), ("GET", "no-slash", []), ("GET", "/a b", []), ("GET", "/a#b", []),
        ("BREW", "/", []), ("get", "/", []), ("GET", "/", [("A b", "c")]),
        ("GET", "/", [("A", "b\r\nC: d")]),
    ])
    func `what cannot be a request is none`(
        method: String, target: String, fields: [(name: String, value: String)]
    ) {
        #expect(WebRequest(method: method, target: target, fields: fields) == nil)
    }

    @Test func `a line break in a field of an answer cannot go on the wire`() {
        let answer = WebResponse(status: 200, fields: [("A", "b\r\nC: d"), ("E", "f")])
        #expect(answer.field("A") == nil)
        #expect(answer.field("e") == "f")
    }

    @Test func `a store in a directory has one owner, and can be opened again`() async throws {
        let directory = Scratch()
        let store = try EventStore.directory(directory.path)
        #expect(throws: EmbeddingError.self) { try EventStore.directory(directory.path) }
        let api = try HALMiddleware(store, resources: Checkout.resources)
        #expect(try await send(api, "POST", "/streams/a", body: Self.message)?.status == 200)
        await store.close()
        #expect(try await send(api, "POST", "/streams/a", body: Self.message)?.status == 503)
        let again = try HALMiddleware(
            try EventStore.directory(directory.path), resources: Checkout.resources)
        let page = try await send(again, "GET", "/streams/a?d=b&m=20&p=-1&e=0")
        #expect(page?.status == 200)
    }
}

/// A directory that goes with the test.
private final class Scratch {
    let path = FileManager.default.temporaryDirectory.appending(
        path: "halserver-embedding-\(UUID().uuidString)"
    ).path()

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
