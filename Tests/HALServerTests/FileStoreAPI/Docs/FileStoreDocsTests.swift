import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

@Suite struct FileStoreDocsTests {
    @Test(arguments: FileStoreAPI.documented)
    func `a page names every status, parameter and header that the table says`(
        relation: Relation
    ) throws {
        try DocumentedConduct.check(relation, FileStoreAPI.table)
    }

    @Test func `every relation of the table is documented`() {
        var relations: Set<Relation> = [.fileContent]
        for line in FileStoreAPI.table {
            relations.formUnion(
                ([line.relation] + line.controls.map { $0.form?.relation }).compactMap { $0 })
        }
        #expect(relations == Set(FileStoreAPI.documented))
        #expect(Set(FileStoreAPI.forms.map(\.relation)).isSubset(of: relations))
    }

    @Test func `a listener of its own has all that documents lead to`() async throws {
        let face = try FileFace(alone: true)
        try await face.upload("hello")
        var places = ["/files", "/files/\(Hello.md5)", "/docs", "/docs/style.css", "/openapi.json"]
        places += FileStoreAPI.documented.map { "/docs/filestore/\($0.name)" }
        places += FileStoreAPI.forms.map { "/docs/filestore/\($0.relation.name).schema.json" }
        for place in places {
            #expect(try await face.get(place).status == 200, "\(place)")
        }
        for place in ["/files", "/files/\(Hello.md5)", "/files/\(Hello.sha1)"] {
            let reply = try await face.get(place, [("Accept", "application/hal+json")])
            for member in reply["_links"]?.members ?? [] {
                for link in member.value.elements ?? [member.value]
                where link["templated"] != .boolean(true) {
                    let href = try #require(link["href"]?.string?.text)
                    let target = Reference.resolve(href, against: place)
                    guard target != place else { continue }
                    #expect(try await face.get(target).status == 200, "\(member.name) \(target)")
                }
            }
        }
        let page = try await face.get("/files", [("Accept", "text/html")])
        for address in page.page.addresses
        where address.contains("explorer/explorer.") {
            let target = Reference.resolve(address, against: "/files")
            #expect(try await face.get(target).status == 200, "\(target)")
        }
    }

    @Test func `the description tells of every operation once`() throws {
        let face = try FileFace()
        let names = face.api.paths.flatMap(\.operations).map(\.name)
        #expect(Set(names).count == names.count && names.count == 15)
        #expect(face.api.paths.compactMap(\.entry?.relation) == [.fileFind, .fileList])
        let description = try JSONValue(parsing: OpenAPIDocument(face.api.paths, version: "1").text)
        let file = description["paths"]?["/files/{hash}"]
        #expect(file?["get"]?["responses"]?["206"] != nil)
        #expect(file?["put"]?["responses"]?["412"] != nil)
        #expect(file?["put"]?["responses"]?["415"] == nil)
        #expect(file?["put"]?["requestBody"]?["content"]?["application/octet-stream"] != nil)
    }

    @Test func `what two faces answer at one address is told together`() throws {
        let face = try FileFace()
        let index = PathDescription(
            "/",
            [
                OperationDescription(
                    .get, "readIndex", summary: "Index", answers: [.nothing(.ok, "The index.")])
            ])
        let merged = PathDescription.merged([index] + face.api.paths)
        #expect(
            merged.map(\.pattern) == [
                "/", "/files", "/files/{hash}", "/files/uploads", "/files/uploads/{uploadID}",
            ])
        let operations = merged[0].operations
        #expect(operations.map(\.name) == ["readIndex", "storeFile", "removeFile"])
        #expect(operations[0].parameters.contains { $0.name == "file_hash" })
        #expect(operations[0].answers.contains { $0.status == .notFound })
        #expect(merged[0].entry?.relation == .fileFind)
    }

    @Test func `a preflight is told what uploads may send`() async throws {
        let face = try FileFace()
        let reply = try await face.send(.options, "/files", [("Origin", "https://a.example")])
        #expect(reply.status == 204)
        #expect(reply["Access-Control-Allow-Headers"]?.contains("Content-Disposition") == true)
        #expect(reply["Access-Control-Allow-Methods"] == "GET, HEAD, POST, PUT, OPTIONS")
        let root = try await face.get("/?file_hash=\(Hello.md5)")
        #expect(root["Access-Control-Allow-Origin"] == nil)
    }
}
