import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

/// All faces on one address, as the server has them.
@Suite struct WholeServerTests {
    /// A server with all stores in a directory that goes with it.
    private final class Whole: Sendable {
        let folder = "/tmp/halserver-whole-\(Octets.UUID.random())"
        let router: Router
        private let pool = BlobPool(threads: 2)

        init() throws {
            let streams = try ByteStreamStore(directory: "\(folder)/DATA", pool: pool)
            let files = try HashedFileStore(directory: "\(folder)/store", pool: pool)
            router = try HALServer(
                store: MemoryStore(), resources: try Checkout.loadResources(),
                streams: HALServer.ByteStreams(streams), files: HALServer.Files(files)
            ).router()
        }

        deinit {
            pool.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }

        func send(
            _ method: HTTP.Method, _ target: String, _ fields: [(String, String)] = [],
            body: String = ""
        ) async -> Reply {
            let headers = fields.map { Headers.Field(name: Bytes($0.0), value: Bytes($0.1)) }
            return Reply(
                await router.respond(
                    to: Request(
                        method: method, target: Target(target), headers: Headers(fields: headers),
                        body: RequestBody(Bytes(body)))))
        }
    }

    private static let hal = [("Accept", "application/hal+json")]

    @Test func `the index leads to every face, and every face back`() async throws {
        let whole = try Whole()
        let index = await whole.send(.get, "/", Self.hal)
        let links = try #require(index["_links"]?.members)
        let found = links.filter { $0.name.text.contains(":") && !$0.name.text.hasPrefix("stream") }
        #expect(
            found.map(\.name.text) == [
                "filestore:find", "httpstream:streams", "httpstream:queues", "httpstream:merge",
                "filestore:files",
            ])
        for link in found where link.value["templated"] == nil {
            let href = try #require(link.value["href"]?.string?.text)
            let place = Reference.resolve(href, against: "/")
            let document = await whole.send(.get, place, Self.hal)
            #expect(document.status == 200, "\(link.name)")
            let back = try #require(document.href("streamStore:index"), "\(link.name)")
            #expect(Reference.resolve(back, against: place) == "/")
        }
        let curies = try #require(index["_links", "curies"]?.elements)
        #expect(
            curies.compactMap { $0["name"]?.string?.text } == [
                "streamStore", "filestore", "httpstream",
            ])
    }

    @Test func `every relation of every face has its page where its curie says`() async throws {
        let whole = try Whole()
        for relation in HALServer.documented {
            let path = try #require(relation.documentPath)
            let page = await whole.send(.get, "/\(path)", [("Accept", "text/markdown")])
            #expect(page.status == 200, "\(relation.qualifiedName)")
        }
        for form in HALServer.forms {
            #expect(await whole.send(.get, "/\(form.path)").status == 200, "\(form.path)")
        }
    }

    @Test func `files have their part of the root, and the index the rest`() async throws {
        let whole = try Whole()
        let md5 = "5d41402abc4b2a76b9719d911017c592"
        let stored = await whole.send(.post, "/", body: "hello")
        #expect(stored.status == 200)
        #expect(stored.text == md5)
        #expect(await whole.send(.post, "/", body: "hello").status == 409)
        let read = await whole.send(.get, "/?file_hash=\(md5)", [("Accept", "image/png")])
        #expect(read.status == 200)
        #expect(await whole.send(.get, "/files/\(md5)").status == 200)
        #expect(await whole.send(.delete, "/").status == 400)
        #expect(await whole.send(.delete, "/?file_hash=\(md5)").status == 200)
        #expect(await whole.send(.get, "/?file_hash=\(md5)").status == 404)
        #expect(await whole.send(.get, "/").type == "application/hal+json")
        #expect(await whole.send(.get, "/", [("Accept", "image/png")]).status == 406)
        let refused = await whole.send(.put, "/", body: "x")
        #expect(refused.status == 405)
        #expect(refused[.allow] == "GET, HEAD, POST, DELETE, OPTIONS")
    }

    @Test func `no face speaks another's words`() async throws {
        let whole = try Whole()
        #expect(
            await whole.send(.get, "/v1/nothing").text == "{\"error\":404,\"status\":\"error\"}\n")
        #expect(await whole.send(.get, "/nothing").type == "application/problem+json")
        #expect(
            await whole.send(.get, "/ping").text == "{\"message\":\"pong\",\"status\":\"ok\"}\n")
    }

    @Test func `the description has the paths of all faces, each operation once`() async throws {
        let whole = try Whole()
        let description = await whole.send(.get, "/openapi.json")
        let paths = try #require(description["paths"]?.members)
        for path in ["/", "/v1/streams", "/v1/merge", "/files", "/files/uploads", "/streams"] {
            #expect(paths.contains { $0.name.text == path }, "\(path)")
        }
        let names = paths.flatMap { $0.value.members ?? [] }.compactMap {
            $0.value["operationId"]?.string?.text
        }
        #expect(names.count > 50)
        #expect(Set(names).count == names.count)
        let root = paths.first { $0.name == "/" }?.value
        #expect(root?["post"] != nil && root?["delete"] != nil && root?["get"] != nil)
    }

    @Test func `pages of foreign origins write to none of them`() async throws {
        let whole = try Whole()
        for (method, target) in [
            (HTTP.Method.post, "/"), (.post, "/v1/streams"), (.put, "/files"),
            (.post, "/files/uploads"), (.delete, "/v1/streams"),
        ] {
            let reply = await whole.send(
                method, target, [("Origin", "https://evil.example"), ("Host", "localhost")],
                body: "x")
            #expect(reply.status == 403, "\(method) \(target)")
        }
    }
}

extension Reply {
    /// The media type without parameters.
    fileprivate var type: String? {
        response.headers[.contentType].flatMap { MediaType(contentType: $0) }?.essence.text
    }
}
