import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct HALFormsTests {
    private static let type = "application/prs.hal-forms+json"
    private static let page = "/streams/a?d=b&m=20&p=-1&e=0"
    private static let accept = [("Accept", type)]

    private func face() async throws -> Face {
        let face = try Face()
        await face.fill("a", 1..<3)
        return face
    }

    @Test func `a resource with forms comes as HAL-FORMS, with a template for every form`()
        async throws
    {
        let face = try await face()
        for (place, name) in [
            (Self.page, "stream"), ("/streams/a/0", "message"), ("/streams/a/metadata", "metadata"),
        ] {
            let reply = await face.get(place, Self.accept)
            #expect(reply[.contentType] == Self.type)
            try Golden.expect(reply.json["_templates"] ?? .null, "hal-forms-\(name)")
            let hal = await face.get(place)
            #expect(hal["_templates"] == nil)
            // It is the HAL document and one member more.
            let members = reply.json.members?.filter { $0.name != "_templates" } ?? []
            #expect(JSONValue.object(members) == hal.json)
            #expect(reply.status == hal.status)
        }
    }

    @Test func `both representations lead to each other, and their tags differ`() async throws {
        let face = try await face()
        let hal = await face.get(Self.page)
        let alternates = hal["_links", "alternate"]?.elements ?? []
        let forms = alternates.first { $0["type"]?.string == Bytes(Self.type) }
        #expect(forms?["href"]?.string?.text == hal.href("self"))
        #expect(forms?["title"]?.string == "HAL-FORMS")
        let reply = await face.get(Self.page, Self.accept)
        #expect(reply[.link]?.contains("rel=\"alternate\"; type=\"application/hal+json\"") == true)
        #expect(hal[.etag] == "\"1\"")
        #expect(reply[.etag] == "\"1;forms\"")
        let same = await face.get(Self.page, Self.accept + [("If-None-Match", "\"1;forms\"")])
        #expect(same.status == 304)
        #expect(same[.etag] == "\"1;forms\"")
        let other = await face.get(Self.page, Self.accept + [("If-None-Match", "\"1\"")])
        #expect(other.status == 200)
    }

    @Test(arguments: [
        ("application/prs.hal-forms+json, application/hal+json;q=0.9, */*;q=0.5", true),
        ("application/hal+json, application/prs.hal-forms+json;q=0.9", false), ("*/*", false),
        ("application/*", false), ("application/prs.hal-forms+json;q=0, */*", false),
    ])
    func `Accept decides`(accept: String, isForms: Bool) async throws {
        let reply = try await face().get(Self.page, [("Accept", accept)])
        #expect(reply.status == 200)
        #expect((reply[.contentType] == Self.type) == isForms)
        #expect(reply[.vary]?.contains("Accept") == true)
    }

    @Test func `what a template says can be sent as it says`() async throws {
        let face = try await face()
        let page = await face.get(Self.page, Self.accept)
        let template = try #require(page["_templates", "streamStore:append"])
        let target = Reference.resolve(
            template["target"]?.string?.text ?? "", against: Self.page)
        // Fields of a text area are sent as strings, and what was not filled in as an empty one.
        let reply = await face.post(
            target,
            #"{"messageId":"\#(Face.uuid(9))","type":"t","jsonData":"{\"n\":9}","jsonMetadata":""}"#,
            Self.accept + [("Content-Type", template["contentType"]?.string?.text ?? "")])
        #expect(reply.status == 200)
        #expect(reply[.contentType] == Self.type)
        #expect(reply["_templates"]?.members?.count == 3)
        #expect(await face.get("/streams/a/2")["payload"]?.string == #"{"n":9}"#)
        let metadata = await face.get("/streams/a/metadata", Self.accept)
        #expect(metadata["_templates"]?.members?.map(\.name) == ["default"])
        let set = await face.post(
            "/streams/a/metadata", #"{"maxCount":2,"metadataJson":"{\"a\":1}"}"#, Self.accept)
        #expect(set.status == 200)
        #expect(set["_templates", "default", "method"]?.string == "POST")
        let gone = await face.send(
            .delete,
            Reference.resolve(
                page["_templates", "streamStore:delete-stream", "target"]?.string?.text ?? "",
                against: Self.page), Self.accept)
        #expect(gone.status == 204)
    }

    @Test func `there is no template for what cannot be done`() async throws {
        let face = try await face()
        for place in [
            "/streams/$x?d=b&m=20&p=-1&e=0", "/streams/$x/metadata", "/streams/a/77",
        ] {
            let reply = await face.get(place, Self.accept)
            #expect(reply.status == 404)
            #expect(reply[.contentType] == Self.type)
            #expect(reply["_templates"]?.members?.isEmpty == true)
        }
    }

    @Test func `a refusal brings its template too`() async throws {
        let face = try await face()
        let reply = await face.post("/streams/a", "{}", Self.accept)
        #expect(reply.status == 400)
        #expect(reply[.contentType] == Self.type)
        #expect(reply["_templates", "default", "target"]?.string == "../streams/a")
        #expect(reply["errors", "0", "rule"]?.string == "required")
        #expect(reply.href("streamStore:index") == "../")
    }

    @Test func `resources without forms have no such representation`() async throws {
        let face = try await face()
        for place in ["/", "/stream", "/streams", "/docs", "/stream/0"] {
            #expect(await face.get(place, Self.accept).status == 406)
            let both = Self.type + ", application/hal+json"
            #expect(
                await face.get(place, [("Accept", both)])[.contentType] == "application/hal+json")
        }
    }
}
