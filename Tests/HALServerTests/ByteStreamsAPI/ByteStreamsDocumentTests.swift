import HTTP
import JSON
import Octets
import Schemas
import Testing

@testable import HALServer

@Suite struct ByteStreamsDocumentTests {
    /// Every href below a value, with the relation that it stands under.
    private static func hrefs(_ value: JSONValue, _ relation: String = "") -> [(String, String)] {
        switch value {
        case .object(let members):
            if let href = value["href"]?.string, value["templated"] != .boolean(true) {
                return [(relation, href.text)]
            }
            return members.flatMap { member in
                hrefs(member.value, member.name == "_links" ? "" : member.name.text)
            }
        case .array(let elements): return elements.flatMap { hrefs($0, relation) }
        default: return []
        }
    }

    @Test func `every link of every document leads somewhere`() async throws {
        var options = ByteStreamsOptions()
        options.timeToLive = 60
        // Alone, so that all of it is this face's.
        let face = try ByteStreamsFace(options, alone: true)
        for text in ["one", "two", "three"] { try await face.save(text, to: "jobs") }
        let id = try await face.save("one")
        var waiting = [
            "/v1/streams", "/v1/queues", "/v1/merge", "/v1/queues/jobs?limit=1",
            "/v1/streams/\(id)/metadata",
        ]
        var seen: Set<String> = []
        while let target = waiting.popLast() {
            guard seen.insert(target).inserted else { continue }
            let reply =
                try await target.hasPrefix("/docs")
                ? face.get(target) : face.document(target)
            #expect((200..<300).contains(reply.status), "\(target)")
            guard target.hasPrefix("/v1"), reply[.contentType] == "application/hal+json" else {
                continue
            }
            #expect(reply.json["_links"]?["curies"]?.elements?.isEmpty == false)
            for (relation, href) in Self.hrefs(reply.json) {
                #expect(!href.isEmpty)
                // What changes something is not tried.
                guard !href.contains("purge"), relation != "links" else { continue }
                waiting.append(Reference.resolve(href, against: target))
            }
        }
        #expect(seen.count > 20)
    }

    @Test func `a form says where it is sent, and its schema stands alone`() async throws {
        let face = try ByteStreamsFace(alone: true)
        let id = try await face.save("one")
        for (place, relation, method, href) in [
            ("/v1/streams", "save", "POST", "/v1/streams"),
            ("/v1/streams", "merge", "POST", "/v1/merge"),
            ("/v1/queues/default", "save-to-queue", "POST", "/v1/queues/default"),
            ("/v1/queues/default", "purge-queue", "DELETE", "/v1/queues/default?purge=true"),
            ("/v1/streams/\(id)", "delete", "DELETE", "/v1/streams/\(id)"),
            ("/v1/streams/\(id)/metadata", "delete", "DELETE", "/v1/streams/\(id)"),
        ] {
            let form = try await face.document(place).json["_embedded"]?[
                Bytes("httpstream:\(relation)")]
            let link = try #require(form?["links"]?[0])
            #expect(link["rel"]?.string?.text == "httpstream:\(relation)")
            #expect(link["targetHints"]?["allow"]?[0]?.string?.text == method)
            let sent = link["href"]?.string?.text ?? ""
            #expect(Reference.resolve(sent, against: place) == href)
            let schema = form?["_links"]?["self"]?["href"]?.string?.text ?? ""
            let alone = Reference.resolve(schema, against: place)
            #expect(alone == "/docs/httpstream/\(relation).schema.json")
            let reply = try await face.get(alone)
            #expect(reply[.contentType] == "application/schema+json")
            let template = reply.json["links"]?[0]?["href"]?.string?.text ?? ""
            #expect(template.hasPrefix("../../v1/"), "\(template)")
        }
    }

    @Test func `who names HAL is told of a save in HAL`() async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(
            .post, "/v1/queues/jobs", ByteStreamsFace.hal, body: "some data")
        #expect(reply.status == 201)
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply.json["status"]?.string == "created")
        let id = try #require(reply.json["id"]?.string?.text)
        #expect(reply[.location] == "../streams/\(id)")
        #expect(reply.href("self") == "../streams/\(id)")
        #expect(reply.href("httpstream:content") == "../streams/\(id)")
        #expect(reply.json["sequence"]?.integer == 1)
    }

    @Test(arguments: ["/v1/streams", "/v1/merge", "/v1/queues/default"])
    func `documents come as HAL-FORMS and as pages`(target: String) async throws {
        let face = try ByteStreamsFace()
        let forms = try await face.get(target, [("Accept", "application/prs.hal-forms+json")])
        #expect(forms[.contentType] == "application/prs.hal-forms+json")
        let templates = forms.json["_templates"]?.members ?? []
        #expect(!templates.isEmpty)
        for template in templates {
            #expect(template.value["target"]?.string?.isEmpty == false)
        }
        let page = try await face.get(target, [("Accept", "text/html,*/*;q=0.8")])
        #expect(page.status == 200)
        #expect(page[.contentType] == "text/html; charset=utf-8")
        #expect(page[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
        #expect(WebPage(page.text).faults.isEmpty)
    }

    @Test func `documents are JSON to who asks for JSON`() async throws {
        let face = try ByteStreamsFace()
        let json = [("Accept", "application/json")]
        for target in ["/v1/queues", "/v1/queues/default"] {
            #expect(try await face.get(target, json)[.contentType] == "application/json")
        }
        #expect(try await face.get("/v1/queues", [("Accept", "image/png")]).status == 406)
    }

    @Test func `uploads that can be resumed are linked to`() async throws {
        let document = try await ByteStreamsFace().document("/v1/streams")
        let link = document.json["_links"]?["httpstream:upload-resumable"]?["href"]?.string?.text
        #expect(link == "uploads")
        let list = try await ByteStreamsFace().document("/v1/uploads")
        #expect(list.status == 200)
        #expect(list.json["_embedded"]?["httpstream:upload-resumable"] != nil)
    }
}
