import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

/// Whatever can be changed has a form where one is when one can change it, and the form is right about it.
@Suite struct FormsTests {
    /// Addresses of resources that exist, for each pattern of the table that takes changes.
    private static let places: [String: String] = [
        StreamStoreAPI.streamPattern: "/streams/a%2520b?d=b&m=20&p=-1&e=0",
        StreamStoreAPI.messagePattern: "/streams/a%2520b/0",
        StreamStoreAPI.metadataPattern: "/streams/a%2520b/metadata",
    ]

    /// The face with a stream that has a message, under a name that must be escaped.
    private func face() async throws -> Face {
        let face = try Face()
        await face.fill("a%2520b", 1..<3)
        return face
    }

    @Test func `no route of the server takes a change without a form`() async throws {
        let face = try await face()
        let server = HALServer(
            store: face.store, resources: Resources(documents: []), options: HALServer.Options())
        let health = HealthAPI { true }.mount
        var changes = 0
        for route in (server.mounts + [health]).flatMap(\.routes) {
            for method in route.operations.keys where !method.isSafe {
                changes += 1
                let place = try #require(
                    Self.places[route.pattern], "\(method) \(route.pattern) has no form")
                let links = await formLinks(face, place)
                let targets = links.filter { $0.method == method.rawValue }
                #expect(!targets.isEmpty, "\(method) \(route.pattern)")
            }
        }
        #expect(changes == 4)
    }

    @Test func `each form is sent by its method to the route that takes it`() async throws {
        let face = try await face()
        let routes = HALServer(
            store: face.store, resources: Resources(documents: []), options: HALServer.Options()
        ).mounts.flatMap(\.routes)
        for (pattern, place) in Self.places {
            let route = try #require(routes.first { $0.pattern == pattern })
            let path = place.split(separator: "?").first.map(String.init) ?? ""
            for link in await formLinks(face, place) {
                #expect(link.target == path)
                let method = try #require(Method(rawValue: link.method))
                #expect(route.operations[method] != nil, "\(link)")
            }
        }
    }

    @Test func `a document embeds exactly the forms of its line in the table`() async throws {
        let face = try await face()
        for resource in StreamStoreAPI.table {
            let forms = resource.controls.compactMap(\.form)
            guard let place = Self.places[resource.pattern] else {
                #expect(forms.isEmpty)
                continue
            }
            let names = await formLinks(face, place).map(\.relation)
            #expect(Set(names) == Set(forms.map(\.relation.qualifiedName.text)))
        }
    }

    @Test func `a document that is absent has the forms to make it`() async throws {
        let face = try Face()
        #expect(await formLinks(face, "/streams/x?d=b&m=20&p=-1&e=0").count == 4)
        #expect(await formLinks(face, "/streams/x/metadata").count == 1)
        // What is not there cannot be deleted, and what is the server's own not be changed.
        #expect(await formLinks(face, "/streams/x/0").isEmpty)
        #expect(await formLinks(face, "/streams/$x?d=b&m=20&p=-1&e=0").isEmpty)
        #expect(await formLinks(face, "/streams/$x/metadata").isEmpty)
        #expect(await formLinks(face, "/streams/$deleted/metadata").count == 1)
    }

    @Test func `a server that takes fewer messages at once says so everywhere`() async throws {
        var options = HALServer.Options()
        options.limits.batchMessages = 3
        let face = try Face(options)
        let page = await face.get("/streams/a?d=b&m=20&p=-1&e=0")
        let form = page["_embedded", "streamStore:append"]
        #expect(form?["links"]?[1]?["submissionSchema"]?["maxItems"]?.integer == 3)
        let alone = await face.get("/docs/append.schema.json")
        #expect(alone["links", "1", "submissionSchema", "maxItems"]?.integer == 3)
    }

    /// A link of a form in a document.
    private struct FormLink {
        let relation: String
        let method: String
        /// The path that it leads to.
        let target: String
    }

    private func formLinks(_ face: Face, _ place: String) async -> [FormLink] {
        let reply = await face.get(place)
        var links: [FormLink] = []
        for form in reply["_embedded"]?.members ?? [] where form.value["$schema"] != nil {
            for link in form.value["links"]?.elements ?? [] {
                let href = link["href"]?.string?.text ?? ""
                let methods = link["targetHints"]?["allow"]?.elements ?? []
                #expect(methods.count == 1)
                #expect(link["rel"]?.string == form.name)
                links.append(
                    FormLink(
                        relation: form.name.text, method: methods.first?.string?.text ?? "",
                        target: Reference.resolve(href, against: place)))
            }
        }
        return links
    }
}
