import HTTP
import JSON
import Octets
import Schemas
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

    @Test func `the table documents exactly the relations of the curie`() {
        #expect(Set(StreamStoreAPI.documented) == Set(Relation.streamStore))
        #expect(Set(StreamStoreAPI.forms.map(\.relation)) == Set(Form.streamStore.map(\.relation)))
    }

    @Test func `the repository has every document`() async throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let resources = try Resources.load(directory: "/\(root)/Resources")
        #expect(resources.documents.count == Relation.streamStore.count)
        for document in resources.documents {
            #expect(document.markdown.text.hasPrefix("# "))
            #expect(document.html.count > 100)
        }
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
        let style = await face.get("/docs/style.css")
        #expect(style[.contentType] == "text/css; charset=utf-8")
    }

    @Test func `markdown passes no HTML on`() {
        let html = Markdown.html("<script>x</script>\n\n|a|\n|-|\n|<b>|\n").text
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;"))
    }
}
