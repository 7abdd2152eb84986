import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

@Suite struct ByteStreamsConductTests {
    @Test func `the table has exactly the relations and forms of the curie`() {
        let used = ByteStreamsAPI.table.flatMap { resource in
            [resource.relation] + resource.controls.map { $0.form?.relation }
        }
        let all = Set(used.compactMap { $0 }).union([.storedStream])
        #expect(all == Set(ByteStreamsAPI.documented))
        #expect(
            Set(ByteStreamsAPI.forms.map(\.relation))
                == Set(Form.byteStreams.map(\.relation) + Relation.streamUploads))
    }

    @Test(arguments: ByteStreamsAPI.documented)
    func `a page names every status, parameter and header that the table says`(
        relation: Relation
    ) throws {
        try DocumentedConduct.check(relation, ByteStreamsAPI.table)
    }

    @Test(arguments: ByteStreamsAPI.documented)
    func `a page begins with a heading and says what the relation is`(relation: Relation) throws {
        let resources = try Checkout.loadResources()
        let document = try #require(resources.document(relation))
        #expect(document.markdown.text.hasPrefix("# "))
        #expect(!document.abstract.isEmpty, "\(relation.name)")
        let html = document.html.text
        #expect(!html.contains("<p>|") && !html.contains("|--"))
        for link in html.matches(of: /href="([a-z-]+)"/) {
            let name = Bytes(String(link.1))
            #expect(ByteStreamsAPI.documented.contains { $0.name == name }, "\(link.1)")
        }
    }

    @Test func `the description has every path, and schemas for what it refers to`()
        async throws
    {
        let face = try ByteStreamsFace()
        let description = try await face.get("/openapi.json").json
        for resource in ByteStreamsAPI.table {
            let path = description["paths"]?[Bytes(resource.pattern)]
            #expect(path != nil, "\(resource.pattern)")
        }
        let text = description.text.text
        let schemas = description["components"]?["schemas"]
        for reference in text.matches(of: /"#\/components\/schemas\/([^"]+)"/) {
            #expect(schemas?[Bytes(String(reference.1))] != nil, "\(reference.1)")
        }
        let save = description["paths"]?["/v1/streams"]?["post"]
        #expect(save?["responses"]?["201"] != nil)
        #expect(save?["responses"]?["507"] != nil)
        #expect(save?["responses"]?["415"] == nil)
        #expect(save?["responses"]?["406"] == nil)
        // A page of a queue that is not there (yet), or what is wrong with its name.
        let absent = description["paths"]?["/v1/queues/{queue}"]?["get"]?["responses"]?["404"]
        let choices = absent?["content"]?["application/hal+json"]?["schema"]?["anyOf"]?.elements
        #expect(
            choices?.compactMap { $0["$ref"]?.string?.text } == [
                "#/components/schemas/ByteQueue", "#/components/schemas/Problem",
            ])
        let names = text.matches(of: /"operationId":"([^"]+)"/).map { String($0.1) }
        #expect(Set(names).count == names.count)
    }
}
