import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ByteQueueTests {
    private func filled(_ count: Int, _ queue: String = "jobs") async throws -> (
        face: ByteStreamsFace, ids: [String]
    ) {
        let face = try ByteStreamsFace()
        var ids: [String] = []
        for number in 1...count { ids.append(try await face.save("job \(number)", to: queue)) }
        return (face, ids)
    }

    @Test(arguments: [HTTP.Method.post, .put])
    func `a stream is saved into the queue that is named`(method: HTTP.Method) async throws {
        let face = try ByteStreamsFace()
        let reply = try await face.send(method, "/v1/queues/jobs", body: "a job")
        #expect(reply.status == 201)
        #expect(reply.body.count == 65)
        let id = try #require(reply.json["id"]?.string?.text)
        #expect(reply[.location] == "../streams/\(id)")
        #expect(reply[.link] == "<../queues/jobs>; rel=\"collection\"")
        #expect(try await face.get("/v1/queues/jobs/first").text == "a job")
        #expect(try await face.get("/v1/queues/default/first").status == 404)
    }

    @Test(arguments: [".hidden", "a%2fb", "a%20b", "%C3%A4", String(repeating: "q", count: 129)])
    func `what can be no name of a queue is none`(name: String) async throws {
        let face = try ByteStreamsFace()
        let saved = try await face.send(.post, "/v1/queues/\(name)", body: "x")
        #expect(saved.status == 400)
        #expect(face.files.isEmpty)
        for target in ["/v1/queues/\(name)", "/v1/queues/\(name)/first"] {
            #expect(try await face.get(target).status == 404)
        }
        #expect(try await face.send(.delete, "/v1/queues/\(name)").status == 404)
    }

    @Test func `the list has every queue with its ends`() async throws {
        let (face, _) = try await filled(2)
        try await face.save("other")
        let reply = try await face.get("/v1/queues")
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply.json["count"]?.integer == 2)
        let queues = reply.json["_embedded"]?["httpstream:queue"]?.elements ?? []
        #expect(queues.compactMap { $0["name"]?.string?.text } == ["default", "jobs"])
        #expect(queues.compactMap { $0["count"]?.integer } == [1, 2])
        #expect(queues.last?["firstSequence"]?.integer == 1)
        #expect(queues.last?["lastSequence"]?.integer == 2)
        let links = queues.last?["_links"]
        #expect(links?["self"]?["href"]?.string == "queues/jobs")
        #expect(links?["httpstream:first"]?["href"]?.string == "queues/jobs/first")
    }

    @Test func `pages go from one end to the other and back, in both orders`() async throws {
        let (face, _) = try await filled(7)
        for (order, expected) in [
            ("", [[1, 2, 3], [4, 5, 6], [7]]), ("&order=desc", [[7, 6, 5], [4, 3, 2], [1]]),
        ] as [(String, [[Int64]])] {
            var target = "/v1/queues/jobs?limit=3\(order)"
            var pages: [[Int64]] = []
            while true {
                let page = try await face.get(target)
                pages.append(page.sequences)
                #expect(page.json["count"]?.integer == 7)
                guard let next = page.href("next") else { break }
                target = Reference.resolve(next, against: target)
            }
            #expect(pages == expected)
            #expect(try await face.get(target).href("first") == "jobs?limit=3\(order)")
            var back: [[Int64]] = []
            while let previous = try await face.get(target).href("prev") {
                target = Reference.resolve(previous, against: target)
                back.append(try await face.get(target).sequences)
            }
            #expect(back.last?.contains(expected[0][0]) == true)
            let last = try #require(try await face.get(target).href("last"))
            let end = try await face.get(Reference.resolve(last, against: target))
            #expect(end.sequences.last == expected[2][0])
            #expect(end.href("next") == nil)
        }
    }

    @Test(arguments: [
        ("?after=2", [3, 4, 5]), ("?before=3", [1, 2]), ("?after=2&order=desc", [5, 4, 3]),
        ("?before=4&limit=2", [2, 3]), ("?before=4&limit=2&order=desc", [3, 2]),
        ("?after=1&limit=2&order=desc", [3, 2]), ("?after=5", []), ("?before=1", []),
        ("?after=9223372036854775807", []), ("?limit=99999", [1, 2, 3, 4, 5]),
        ("?x=y", [1, 2, 3, 4, 5]),
    ])
    func `a part of a queue is what lies nearest to a place`(query: String, expected: [Int64])
        async throws
    {
        let (face, _) = try await filled(5)
        let page = try await face.get("/v1/queues/jobs\(query)")
        #expect(page.status == 200)
        #expect(page.sequences == expected)
        if expected.isEmpty {
            let way = try #require(page.href("prev") ?? page.href("next"))
            let beside = try await face.get(Reference.resolve(way, against: "/v1/queues/jobs"))
            #expect(beside.sequences == [1, 2, 3, 4, 5])
        }
    }

    @Test(arguments: [
        "limit=0", "limit=-1", "limit=x", "limit=", "after=x", "before=-1", "after=1&before=3",
        "order=up", "after=99999999999999999999",
    ])
    func `a query that cannot be meant is 400`(query: String) async throws {
        let (face, _) = try await filled(1)
        let reply = try await face.get("/v1/queues/jobs?\(query)")
        #expect(reply.status == 400)
        #expect(reply.json["error"]?.integer == 400)
        #expect(reply.json["message"]?.string != nil)
    }

    @Test func `a page has the streams, and what can be done`() async throws {
        let (face, ids) = try await filled(2, "default")
        let page = try await face.get("/v1/queues/default")
        #expect(page.href("self") == "default")
        #expect(page.json["name"]?.string == "default")
        let first = try #require(page.streams.first)
        #expect(first["id"]?.string?.text == ids[0])
        #expect(first["size"]?.integer == 5)
        #expect(first["created"]?.string?.text.hasSuffix("Z") == true)
        #expect(first["_links"]?["self"]?["href"]?.string?.text == "../streams/\(ids[0])")
        #expect(first["_links"]?["next"]?["href"]?.string?.text == "../streams/\(ids[0])/next")
        for form in ["save", "save-to-queue", "merge", "purge-queue"] {
            #expect(page.json["_embedded"]?[Bytes("httpstream:\(form)")] != nil, "\(form)")
        }
        #expect(page.json["_embedded"]?["httpstream:delete-queue"] == nil)
        let purge = page.json["_embedded"]?["httpstream:purge-queue"]?["links"]?[0]
        #expect(purge?["href"]?.string == "../queues/default?purge=true")
    }

    @Test func `a queue that is not there yet has the form that makes it`() async throws {
        let face = try ByteStreamsFace()
        let page = try await face.get("/v1/queues/new")
        #expect(page.status == 404)
        #expect(page.json["count"]?.integer == 0)
        #expect(page.json["_embedded"]?["httpstream:save-to-queue"] != nil)
        #expect(page.json["_embedded"]?["httpstream:purge-queue"] == nil)
        #expect(try await face.get("/v1/queues/default").status == 200)
    }

    @Test func `one takes the first, deletes it, and goes on to the next`() async throws {
        let (face, ids) = try await filled(3)
        let first = try await face.get("/v1/queues/jobs/first")
        #expect(first.status == 200)
        #expect(first.text == "job 1")
        #expect(first["X-Stream-Id"] == ids[0])
        #expect(first[.contentLocation] == "../../streams/\(ids[0])")
        #expect(first[.etag] == "\"\(ids[0])\"")
        let links = first[.link] ?? ""
        #expect(links.contains("<../../streams/\(ids[0])/next>; rel=\"next\""))
        #expect(!links.contains("rel=\"prev\""))
        try await face.send(.delete, "/v1/streams/\(ids[0])")
        let next = try await face.get("/v1/streams/\(ids[0])/next")
        #expect(next.text == "job 2")
        #expect(next["X-Stream-Id"] == ids[1])
        #expect(try await face.get("/v1/queues/jobs/first").text == "job 2")
        let last = try await face.get("/v1/queues/jobs/last", [("Range", "bytes=4-")])
        #expect(last.status == 206)
        #expect(last.text == "3")
        #expect(last[.link]?.contains("rel=\"prev\"") == true)
        #expect(last[.link]?.contains("rel=\"next\"") == false)
        for target in [
            "/v1/streams/\(ids[2])/next", "/v1/streams/\(ids[1])/previous",
            "/v1/queues/nobody/first", "/v1/streams/\(UUID.random())/next",
        ] {
            let reply = try await face.get(target)
            #expect(reply.status == 404)
            #expect(reply.text == "{\"error\":404,\"status\":\"error\"}\n")
        }
        #expect(try await face.get("/v1/streams/\(ids[2])/previous").text == "job 2")
        let document = try await face.document("/v1/queues/jobs/first")
        #expect(document.json["id"]?.string?.text == ids[1])
        #expect(document.href("self") == "../../streams/\(ids[1])")
        let head = try await face.send(.head, "/v1/queues/jobs/first")
        #expect(head["X-Stream-Id"] == ids[1])
    }

    @Test func `a queue is deleted when it is empty, or with its streams`() async throws {
        let (face, ids) = try await filled(2)
        let refused = try await face.send(.delete, "/v1/queues/jobs")
        #expect(refused.status == 409)
        #expect(refused.json["error"]?.integer == 409)
        #expect(try await face.send(.delete, "/v1/queues/jobs?purge=false").status == 409)
        #expect(try await face.get("/v1/streams/\(ids[0])").status == 200)
        let purged = try await face.send(.delete, "/v1/queues/jobs?purge=true")
        #expect(purged.status == 200)
        #expect(purged.text == "{\"queue\":\"jobs\",\"status\":\"deleted\"}\n")
        #expect(try await face.get("/v1/streams/\(ids[0])").status == 404)
        #expect(try await face.send(.delete, "/v1/queues/jobs").status == 404)
        let id = try await face.save("again", to: "jobs")
        #expect(try await face.get("/v1/queues/jobs").sequences == [1])
        try await face.send(.delete, "/v1/streams/\(id)")
        let empty = try await face.get("/v1/queues/jobs")
        #expect(empty.status == 200)
        #expect(empty.json["_embedded"]?["httpstream:delete-queue"] != nil)
        #expect(try await face.send(.delete, "/v1/queues/jobs").status == 200)
    }
}
