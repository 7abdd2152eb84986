import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

@Suite struct DocsTests {
    @Test(arguments: StreamStoreAPI.documented)
    func `every relation has documentation in three forms`(relation: Relation) async throws {
        let face = try Face()
        let target = "/docs/\(relation.name)"
        for accept in [nil, "text/markdown", "*/*"] {
            let reply = await face.get(target, accept.map { [("Accept", $0)] } ?? [])
            #expect(reply.status == 200)
            #expect(reply[.contentType] == "text/markdown; charset=utf-8")
            #expect(reply.text.hasPrefix("# \(relation.name)"))
        }
        let page = await face.get(
            target, [("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")])
        #expect(page[.contentType] == "text/html; charset=utf-8")
        #expect(page.text.contains("<table>"))
        #expect(page[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        let schema = await face.get(target, [("Accept", "application/schema+json")])
        let hasForm = StreamStoreAPI.forms.contains { $0.relation == relation }
        #expect(schema.status == (hasForm ? 200 : 406))
        if hasForm {
            #expect(schema[.contentType] == "application/schema+json")
            #expect(schema["$schema"]?.string == "http://json-schema.org/draft-07/schema#")
            let alone = await face.get(target + ".schema.json")
            #expect(alone.body == schema.body)
            #expect(alone[.contentType] == "application/schema+json")
        }
        #expect(await face.get(target, [("Accept", "image/png")]).status == 406)
    }

    @Test(arguments: [
        "nothing", "Append", "append.md", "..%2fappend", "nothing.schema.json", ".schema.json",
        "index.schema.json", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ])
    func `what is not documented is 404`(name: String) async throws {
        #expect(try await Face().get("/docs/\(name)").status == 404)
    }

    @Test func `the repository has every document`() async throws {
        let resources = try Checkout.loadResources()
        #expect(resources.documents.count == HALServer.documented.count)
        for document in resources.documents {
            #expect(document.markdown.text.hasPrefix("# "))
            #expect(document.html.count > 100)
        }
    }

    @Test func `every relation that a document uses has a page, and every page is used`() throws {
        var used: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: Golden.directory) {
            let text = try String(
                contentsOf: URL(filePath: "\(Golden.directory)/\(name)"), encoding: .utf8)
            for match in text.matches(of: /"streamStore:([a-z-]+)"/) {
                used.insert(String(match.1))
            }
        }
        #expect(used == Set(StreamStoreAPI.documented.map(\.name.text)))
        let pages = try FileManager.default.contentsOfDirectory(
            atPath: "\(Checkout.resources)/docs")
        #expect(Set(pages.filter { $0.hasSuffix(".md") }) == Set(used.map { "\($0).md" }))
    }

    @Test func `a missing document is told at the start`() {
        #expect(throws: SystemError.self) { try Resources.load(directory: "/nowhere") }
    }

    @Test func `the list of documentation comes as HAL and for browsers`() async throws {
        let face = try Face()
        let reply = await face.get("/docs")
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply["_links", "item"]?.elements?.count == StreamStoreAPI.documented.count)
        let page = await face.get("/docs", [("Accept", "text/html")])
        #expect(page.text.contains("<a href=\"docs/append\">"))
        #expect(page.text.contains("<a href=\"./\">"))
        #expect(page.text.contains("<table>"))
        let text = await face.get("/docs", [("Accept", "text/markdown")])
        #expect(text[.contentType] == "text/markdown; charset=utf-8")
        #expect(text.text.contains("[streamStore:append](docs/append)"))
        let style = await face.get("/docs/style.css")
        #expect(style[.contentType] == "text/css; charset=utf-8")
    }

    @Test(arguments: ["/docs", "/docs/append", "/docs/append.schema.json", "/docs/style.css"])
    func `documentation is kept by caches until it changes`(place: String) async throws {
        let face = try Face()
        var tags: Set<String> = []
        let types =
            place.hasSuffix(".json") || place.hasSuffix(".css")
            ? ["*/*"]
            : [
                "application/hal+json, text/markdown", "text/html",
                "application/schema+json, text/markdown;q=0.5",
            ]
        for accept in types {
            let reply = await face.get(place, [("Accept", accept)])
            #expect(reply.status == 200)
            let tag = try #require(reply[.etag])
            #expect(tags.insert(tag).inserted, "two representations have the tag \(tag)")
            #expect(reply[.cacheControl] == "no-cache")
            #expect(reply[.vary]?.contains("Accept") == true)
            let again = await face.get(place, [("Accept", accept), ("If-None-Match", tag)])
            #expect(again.status == 304)
            #expect(again[.etag] == tag)
            #expect(again.body.isEmpty)
        }
    }

    @Test func `a page that was read from a file says when it was changed`() async throws {
        let resources = try Checkout.loadResources()
        let server = HALServer(store: MemoryStore(), resources: resources)
        let request = Request(method: .get, target: Target("/docs/append"))
        let reply = Reply(try await server.router().respond(to: request))
        let date = try #require(reply[.lastModified].flatMap { HTTPDate(Bytes($0)) })
        #expect(date.seconds > 1_700_000_000)
        var headers = Headers()
        headers.add(.ifModifiedSince, date.field)
        let later = Request(method: .get, target: Target("/docs/append"), headers: headers)
        #expect(Reply(try await server.router().respond(to: later)).status == 304)
    }

    @Test func `the representations of a page lead to each other, and back to the list`()
        async throws
    {
        let face = try Face()
        let all = ["text/markdown", "text/html", "application/schema+json"]
        for chosen in all {
            let links = await face.get("/docs/append", [("Accept", chosen)])[.link] ?? ""
            for type in all {
                let link = "<append>; rel=\"alternate\"; type=\"\(type)\""
                #expect(links.contains(link) == (type != chosen), "\(chosen) and \(type)")
            }
            #expect(links.contains("<../docs>; rel=\"collection\""))
        }
        let schema = await face.get("/docs/append.schema.json")[.link] ?? ""
        #expect(schema.contains("<append>; rel=\"describedby\"; type=\"text/markdown\""))
        let page = await face.get("/docs/append", [("Accept", "text/html")]).text
        for way in ["../", "../docs", "append.schema.json"] {
            #expect(page.contains("<a href=\"\(way)\""), "\(way)")
        }
        #expect(
            !(await face.get("/docs/index", [("Accept", "text/html")]).text.contains("schema.json"))
        )
        for place in ["/docs/style.css", "/docs/append.schema.json"] {
            #expect(await face.get(place, [("Accept", "text/markdown")]).status == 406)
        }
    }

    @Test func `every link within a page leads to a heading`() throws {
        let resources = try Checkout.loadResources()
        var count = 0
        for document in resources.documents {
            let html = document.html.text
            // A table that the renderer did not recognise is shown as it was typed.
            #expect(!html.contains("<p>|") && !html.contains("|--"), "\(document.name)")
            for link in html.matches(of: /href="#([^"]*)"/) {
                #expect(html.contains(" id=\"\(link.1)\">"), "\(document.name) #\(link.1)")
                count += 1
            }
            for link in html.matches(of: /href="([a-z-]+)"/) {
                let name = Bytes(String(link.1))
                #expect(
                    resources.documents.contains {
                        $0.name == name && $0.relation.curie == document.relation.curie
                    }, "\(document.name)")
            }
        }
        #expect(count > 5)
        #expect(
            Markdown.anchored("<h1>A b-c</h1><p><h3>1</h3><h7>1</h7><h2>").text
                == "<h1 id=\"a-b-c\">A b-c</h1><p><h3 id=\"1\">1</h3><h7>1</h7><h2 id=\"\">")
    }

    @Test func `markdown passes no HTML on`() {
        let html = Markdown.html("<script>x</script>\n\n|a|\n|-|\n|<b>|\n").text
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;"))
    }
}
