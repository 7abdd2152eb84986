import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

/// `/openapi.json` says what the tables say.
@Suite struct OpenAPITests {
    private func description(_ face: Face? = nil) async throws -> JSONValue {
        try await (face ?? Face()).get("/openapi.json").json
    }

    @Test func `the description comes as OpenAPI and as JSON`() async throws {
        let face = try Face()
        let reply = await face.get("/openapi.json")
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/vnd.oai.openapi+json;version=3.1")
        #expect(reply["openapi"]?.string == "3.1.0")
        let plain = await face.get("/openapi.json", [("Accept", "application/json")])
        #expect(plain[.contentType] == "application/json")
        #expect(plain.body == reply.body)
        #expect(plain[.etag] != reply[.etag])
        for other in [reply, plain] {
            let alternates = other.links.filter { $0.relation == "alternate" }
            #expect(alternates.map(\.target) == ["./openapi.json"])
            #expect(other[.vary]?.contains("Accept") == true)
        }
        #expect(await face.get("/openapi.json", [("Accept", "text/html")]).status == 406)
        let tag = try #require(reply[.etag])
        #expect(await face.get("/openapi.json", [("If-None-Match", tag)]).status == 304)
    }

    @Test func `every operation of the table is described once, under a name of its own`()
        async throws
    {
        let paths = try #require(await description()["paths"])
        var names: Set<Bytes> = []
        for resource in StreamStoreAPI.table {
            let item = try #require(paths[Bytes(resource.pattern)], "\(resource.pattern)")
            for control in resource.controls where control.bind != nil {
                let operation = try #require(
                    item[Bytes(control.method.rawValue.lowercased())],
                    "\(control.method) \(resource.pattern)")
                let name = try #require(operation["operationId"]?.string)
                #expect(!name.isEmpty && names.insert(name).inserted, "\(name)")
                #expect(operation["summary"]?.string?.isEmpty == false, "\(name)")
            }
        }
        #expect(
            paths.members?.count == StreamStoreAPI.table.count + HealthAPI.paths.count
                + MetricsAPI.paths.count)
    }

    @Test func `every part of a path has a parameter`() async throws {
        for (path, item) in try await description()["paths"]?.members?.map({ ($0.name, $0.value) })
            ?? []
        {
            let names = path.text.split(separator: "/").filter { $0.hasPrefix("{") }
            for operation in item.members ?? [] {
                let parameters = operation.value["parameters"]?.elements ?? []
                let bound = parameters.filter { $0["in"]?.string == "path" }
                #expect(
                    bound.compactMap { $0["name"]?.string?.text }
                        == names.map { String($0.dropFirst().dropLast()) }, "\(path)")
                #expect(bound.allSatisfy { $0["required"] == .boolean(true) })
                // A query says nothing about a write (`hal-api.md` §7).
                if operation.name != "get" {
                    #expect(!parameters.contains { $0["in"]?.string == "query" }, "\(path)")
                }
            }
        }
    }

    @Test(arguments: StreamStoreAPI.forms.map(\.relation.name))
    func `the schema of a body is that of the form`(name: Bytes) async throws {
        let form = try #require(StreamStoreAPI.forms.first { $0.relation.name == name })
        guard let type = form.submission.mediaType else { return }
        let description = try await description()
        let schema = description["components"]?["schemas"]?[name]
        #expect(schema?.members == form.schema.members.filter { $0.name != "$schema" })
        let reference = JSONValue.string(Bytes("#/components/schemas/\(name)"))
        let bodies = description["paths"]?.members?.flatMap { $0.value.members ?? [] }
            .compactMap { $0.value["requestBody"]?["content"]?[type]?["schema"] }
        #expect(
            bodies?.contains { $0["$ref"] == reference || $0["oneOf"]?[0]?["$ref"] == reference }
                == true)
        for header in form.submission.headers?.properties ?? [] {
            let all = description["paths"]?.members?.flatMap { $0.value.members ?? [] }
                .flatMap { $0.value["parameters"]?.elements ?? [] }
            #expect(
                all?.contains {
                    $0["name"]?.string == header.name && $0["in"]?.string == "header"
                } == true, "\(header.name)")
        }
    }

    @Test func `every reference leads to a schema, and every schema is used`() async throws {
        let description = try await description()
        let schemas = description["components"]?["schemas"]?.members?.map(\.name) ?? []
        let references = Set(Self.references(description))
        #expect(schemas.count > 12)
        #expect(references == Set(schemas.map { Bytes("#/components/schemas/\($0)") }))
        #expect(Set(schemas).count == schemas.count)
    }

    private static func references(_ value: JSONValue) -> [Bytes] {
        switch value {
        case .object(let members):
            members.flatMap { member -> [Bytes] in
                if member.name == "$ref", let target = member.value.string { return [target] }
                return references(member.value)
            }
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }

    @Test func `every representation of a document is described`() async throws {
        let paths = try #require(await description()["paths"])
        for resource in StreamStoreAPI.table where resource.representations.contains(.hal) {
            let content = paths[Bytes(resource.pattern)]?["get"]?["responses"]?["200"]?["content"]
            #expect(
                content?.members?.map(\.name)
                    == resource.representations.map(\.type.essence), "\(resource.pattern)")
        }
    }

    @Test func `the query of a page is described in its canonical order`() {
        var writer = ByteWriter(capacity: 64)
        writer.append(ReadQuery("d=f&m=7&p=3&e=1&prefix=a&type=b", of: .all))
        let spelled = writer.finish().text.split(separator: "&").map { $0.prefix { $0 != "=" } }
        #expect(ReadQuery.allParameters.map(\.name.text) == spelled.map(String.init))
    }

    @Test func `what answers beside the server is described too`() async throws {
        let paths = try await description()["paths"]
        #expect(paths?["/health/ready"]?["get"]?["responses"]?["503"] != nil)
        let api = HealthAPI { true }
        let routes = api.mount.routes.map { api.mount.prefix + $0.pattern }
        #expect(Set(HealthAPI.paths.map(\.pattern)) == Set(routes))
    }

    @Test func `operations are explained by the pages of their relations`() async throws {
        let resources = try Checkout.loadResources()
        for resource in StreamStoreAPI.table where resource.relation?.curie != nil {
            for operation in resource.description(resources).operations {
                #expect(operation.explanation.count > 40, "\(operation.name)")
                #expect(operation.summary != operation.name, "\(operation.name)")
                // They are read at another address than the pages are, so links would lead astray.
                #expect(!operation.explanation.text.contains("]("), "\(operation.name)")
                #expect(operation.explanation.text.hasSuffix("."), "\(operation.name)")
            }
        }
    }
}
