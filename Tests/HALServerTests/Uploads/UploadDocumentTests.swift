import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

@Suite struct UploadDocumentTests {
    @Test(arguments: UploadFace.Kind.allCases)
    func `the list has the form that begins an upload`(kind: UploadFace.Kind) async throws {
        let face = try UploadFace(kind)
        let place = try await face.begin(5)
        let list = await face.send(.get, kind.place.pattern, version: nil)
        #expect(list.status == 200)
        #expect(list["count"]?.integer == 1)
        let item = list["_embedded", "item", "0", "_links", "self", "href"]?.string?.text
        #expect(Reference.resolve(try #require(item), against: kind.place.pattern) == place)
        let relation = kind.place.forms.create.relation.qualifiedName.text
        let form = list["_embedded", relation]
        let link = form?["links"]?[0]
        #expect(link?["targetHints"]?["allow"]?[0]?.string == "POST")
        let target = try #require(link?["href"]?.string?.text)
        #expect(Reference.resolve(target, against: kind.place.pattern) == kind.place.pattern)
        let names = list["_links", "curies"]?.elements?.compactMap { $0["name"]?.string?.text }
        #expect(names == [kind.place.curie.text, "streamStore"])
        #expect(list.href("streamStore:index") != nil)
    }

    @Test func `a queue that was named stays in the form`() async throws {
        let face = try UploadFace(.streams)
        let list = await face.send(.get, "/v1/uploads?queue=films", version: nil)
        let form = list["_embedded", "httpstream:upload-resumable"]
        #expect(form?["links"]?[0]?["href"]?.string == "../v1/uploads?queue=films")
    }

    @Test func `an upload that waits has the forms of what can be done`() async throws {
        let face = try UploadFace(.streams)
        let place = try await face.begin(5)
        let reply = await face.send(.get, place, version: nil)
        #expect(reply["state"]?.string == "waiting")
        #expect(reply["offset"]?.integer == 0)
        #expect(reply["length"]?.integer == 5)
        for (relation, method) in [
            ("httpstream:upload-append", "PATCH"), ("httpstream:upload-terminate", "DELETE"),
        ] {
            let link = reply["_embedded", relation, "links", "0"]
            #expect(link?["targetHints"]?["allow"]?[0]?.string?.text == method)
            let target = try #require(link?["href"]?.string?.text)
            #expect(Reference.resolve(target, against: place) == place)
        }
        let templates = await face.send(
            .get, place, [("Accept", "application/prs.hal-forms+json")], version: nil)
        #expect(templates["_templates", "httpstream:upload-append", "method"]?.string == "PATCH")
        #expect(reply.href("self").map { Reference.resolve($0, against: place) } == place)
        #expect(
            reply.href("collection").map { Reference.resolve($0, against: place) } == "/v1/uploads")
    }

    @Test func `the list goes on where a page ends`() async throws {
        let face = try UploadFace(.files)
        for _ in 0..<101 { _ = try await face.begin(5) }
        let first = await face.send(.get, "/files/uploads")
        #expect(first["count"]?.integer == 100)
        let next = Reference.resolve(try #require(first.href("next")), against: "/files/uploads")
        let second = await face.send(.get, next)
        #expect(second["count"]?.integer == 1)
        #expect(second.href("next") == nil)
    }

    @Test func `where there is no index none is linked to`() async throws {
        let face = try UploadFace(.files, isAlone: true)
        let list = await face.send(.get, "/files/uploads")
        #expect(list.href("streamStore:index") == nil)
        #expect(list["_links", "curies"]?.elements?.count == 1)
    }

    @Test func `pages of other origins read the fields, and send theirs where they are let in`()
        async throws
    {
        let face = try UploadFace(.streams, origins: ["https://app.example"])
        let asked = await face.send(
            .options, "/v1/uploads",
            [("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST")],
            version: nil)
        #expect(asked["Access-Control-Allow-Methods" as HeaderName]?.contains("POST") == true)
        let allowed = try #require(asked[CORS.allowedFields])
        for name in ["Tus-Resumable", "Upload-Length", "Upload-Metadata", "Content-Type"] {
            #expect(allowed.contains(name))
        }
        let begun = await face.send(
            .post, "/v1/uploads", [("Upload-Length", "5"), ("Origin", "https://app.example")])
        #expect(begun.status == 201)
        let exposed = try #require(begun[CORS.exposedFields])
        for name in ["Location", "Upload-Offset", "Tus-Resumable", "Upload-Expires", "Link"] {
            #expect(exposed.contains(name))
        }
        let foreign = await face.send(
            .post, "/v1/uploads", [("Upload-Length", "5"), ("Origin", "https://evil.example")])
        #expect(foreign.status == 403)
        #expect(foreign[.tusResumable] == "1.0.0")
    }

    @Test(arguments: Relation.streamUploads + Relation.fileStoreUploads)
    func `the pages speak of all that the table says`(relation: Relation) throws {
        let kind: UploadFace.Kind = relation.curie == "httpstream" ? .streams : .files
        let page = "\(Checkout.root)/Resources/\(try #require(relation.documentPath)).md"
        let text = try #require(FileManager.default.contents(atPath: page))
        let resources = Resources(documents: [
            Resources.Document(relation, markdown: Bytes([UInt8](text)))
        ])
        try DocumentedConduct.check(relation, UploadFace.table(kind), in: resources)
    }
}
