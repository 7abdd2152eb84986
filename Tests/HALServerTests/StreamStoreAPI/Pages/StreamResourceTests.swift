import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct StreamResourceTests {
    struct Page: Sendable {
        let query: String
        let versions: [Int]
        let from: Int64
        let next: Int64
        let isEnd: Bool
        let previous: Int?
        let newer: Int?
    }

    @Test(arguments: [
        Page(
            query: "d=b&m=2&p=-1", versions: [4, 3], from: -1, next: 2, isEnd: false, previous: 2,
            newer: nil),
        Page(
            query: "d=b&m=2&p=2", versions: [2, 1], from: 2, next: 0, isEnd: false, previous: 0,
            newer: 3),
        Page(
            query: "d=b&m=2&p=0", versions: [0], from: 0, next: -1, isEnd: true, previous: nil,
            newer: 1),
        Page(
            query: "d=f&m=2&p=0", versions: [1, 0], from: 0, next: 2, isEnd: false, previous: nil,
            newer: 2),
        Page(
            query: "d=f&m=2&p=2", versions: [3, 2], from: 2, next: 4, isEnd: false, previous: 1,
            newer: 4),
        Page(
            query: "d=f&m=2&p=4", versions: [4], from: 4, next: 5, isEnd: true, previous: 3,
            newer: nil),
        Page(
            query: "d=f&m=2&p=5", versions: [], from: 5, next: 5, isEnd: true, previous: 4,
            newer: nil),
        Page(
            query: "d=f&m=2&p=900", versions: [], from: 900, next: 900, isEnd: true, previous: 899,
            newer: nil),
    ])
    func `pages are cut by version and know their neighbours`(page: Page) async throws {
        let face = try Face()
        await face.fill("a", 1..<6)
        let reply = await face.get("/streams/a?\(page.query)&e=0")
        #expect(reply.status == 200)
        #expect(reply.versions == page.versions)
        #expect(reply["lastStreamVersion"]?.integer == 4)
        #expect(reply["lastStreamPosition"]?.integer == 4)
        #expect(reply["fromStreamVersion"]?.integer == page.from)
        #expect(reply["nextStreamVersion"]?.integer == page.next)
        #expect(reply["isEnd"] == .boolean(page.isEnd))
        let previous = page.previous.map { "../streams/a?d=b&m=2&p=\($0)&e=0" }
        #expect(reply.href("previous") == previous)
        #expect(reply.href("prev") == previous)
        #expect(reply.href("next") == page.newer.map { "../streams/a?d=f&m=2&p=\($0)&e=0" })
        #expect(reply.href("first") == "../streams/a?d=f&m=2&p=0&e=0")
        #expect(reply.href("last") == "../streams/a?d=b&m=2&p=-1&e=0")
        #expect(reply.href("self") == "../streams/a?\(page.query)&e=0")
        #expect(reply[.etag] == "\"4\"")
        #expect(reply[.cacheControl] == "no-cache")
    }

    @Test func `links stand in the contract's order`() async throws {
        let face = try Face()
        await face.fill("a", 1..<6)
        let reply = await face.get("/streams/a?d=b&m=2&p=2&e=0")
        let names = reply["_links"]?.members?.map(\.name.text)
        #expect(
            names == [
                "streamStore:index", "streamStore:find", "streamStore:feed-browser", "first",
                "previous", "prev", "streamStore:feed", "self", "next", "last",
                "streamStore:metadata", "streamStore:filter", "alternate", "curies",
            ])
        let embedded = reply["_embedded"]?.members?.map(\.name.text)
        #expect(
            embedded == [
                "streamStore:append", "streamStore:append-raw", "streamStore:delete-stream",
                "streamStore:message",
            ])
    }

    @Test func `an unknown stream is 404 with the page's shape`() async throws {
        let face = try Face()
        let reply = await face.get("/streams/none?d=f&m=20&p=7&e=0")
        #expect(reply.status == 404)
        #expect(reply[.etag] == "\"-1\"")
        #expect(reply["lastStreamVersion"]?.integer == -1)
        #expect(reply["lastStreamPosition"]?.integer == -1)
        #expect(reply["fromStreamVersion"]?.integer == 7)
        #expect(reply["nextStreamVersion"]?.integer == -1)
        #expect(reply["isEnd"] == .boolean(true))
        #expect(reply.href("streamStore:metadata") == "../streams/none/metadata")
        #expect(reply["_embedded", "streamStore:message"] == .array([]))
        #expect(reply["_embedded", "streamStore:append", "title"]?.string == "Append to Stream")
    }

    @Test func `an empty stream that exists is 200`() async throws {
        let face = try Face()
        #expect(await face.post("/streams/a", "[]").status == 200)
        let back = await face.get("/streams/a?d=b&m=20&p=-1&e=0")
        #expect(back.status == 200)
        #expect(back["nextStreamVersion"]?.integer == -1)
        #expect(back["lastStreamVersion"]?.integer == -1)
        let forth = await face.get("/streams/a?d=f&m=20&p=0&e=0")
        #expect(forth["nextStreamVersion"]?.integer == 0)
        #expect(forth["isEnd"] == .boolean(true))
    }

    @Test func `payloads are shown only where they were asked for`() async throws {
        let face = try Face()
        await face.fill("a", 1..<2)
        let without = await face.get("/streams/a?d=b&m=20&p=-1&e=0")
        #expect(without["_embedded", "streamStore:message", "0", "payload"] == nil)
        #expect(without["_embedded", "streamStore:message", "0", "metadata"]?.string == "")
        let with = await face.get("/streams/a?d=b&m=20&p=-1&e=1")
        #expect(with["_embedded", "streamStore:message", "0", "payload"]?.string == #"{"n":1}"#)
        #expect(with.href("last") == "../streams/a?d=b&m=20&p=-1&e=1")
    }

    @Test func `with payloads as objects, JSON is shown as JSON`() async throws {
        var options = HALServer.Options()
        options.payloads = .object
        let face = try Face(options)
        await face.fill("a", 1..<2)
        await face.post(
            "/streams/a",
            #"{"messageId":"\#(Face.uuid(2))","type":"t","jsonData":[1,{"a":null}],"#
                + #""jsonMetadata":{"b":1}}"#)
        let reply = await face.get("/streams/a?d=b&m=20&p=-1&e=1")
        #expect(
            reply["_embedded", "streamStore:message", "0", "payload"]?.text == #"[1,{"a":null}]"#)
        #expect(reply["_embedded", "streamStore:message", "0", "metadata"]?.text == #"{"b":1}"#)
        #expect(reply["_embedded", "streamStore:message", "1", "metadata"] == nil)
    }

    @Test func `a gap is shown by the page's tag and by nothing else`() async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        #expect(await face.get("/streams/a?d=b&m=20&p=-1&e=0")[.etag] == "\"2\"")
        await face.delete("/streams/a/1")
        let reply = await face.get("/streams/a?d=b&m=20&p=-1&e=0")
        #expect(reply.versions == [2, 0])
        let tag = try #require(reply[.etag])
        #expect(tag.hasPrefix("\"2;") && tag != "\"2\"")
        #expect(
            await face.get("/streams/a?d=b&m=20&p=-1&e=0", [("If-None-Match", tag)]).status == 304)
        #expect(
            await face.get("/streams/a?d=b&m=20&p=-1&e=0", [("If-None-Match", "\"2\"")]).status
                == 200)
        #expect(
            await face.post("/streams/a", Face.message(9), [("If-Match", tag)]).status == 200)
        #expect(await face.get("/streams/a/3").status == 200)
    }

    @Test func `deleting answers 204 without a body, also for an unknown stream`() async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        for _ in 0..<2 {
            let reply = await face.delete("/streams/a")
            #expect(reply.status == 204)
            #expect(reply.body.isEmpty)
            #expect(reply[.vary] == "Accept, Accept-Encoding")
            #expect(reply[.contentType] == nil)
        }
        #expect(await face.follow("/streams/a").status == 404)
        await face.fill("a", 1..<2)
        #expect(await face.follow("/streams/a").versions == [0])
    }

    @Test(arguments: [
        ("a", "2", 204), ("a", "1", 409), ("a", "-3", 409), ("a", "-1", 409), ("a", "-2", 204),
        ("none", "0", 409), ("none", "-3", 204), ("none", "-2", 204), ("a", "-4", 400),
        ("a", "x", 400),
    ])
    func `deleting holds to the expected version`(
        stream: String, expected: String, status: Int
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.delete("/streams/\(stream)", [("SSS-ExpectedVersion", expected)])
        #expect(reply.status == status)
        #expect(
            await face.follow("/streams/a").status == (status == 204 && stream == "a" ? 404 : 200))
    }

    @Test func `forms are embedded only where they would be taken`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        await face.post("/streams/a/metadata", "{}")
        await face.delete("/streams/a/0")
        for stream in ["$deleted", "$$a", "$absent"] {
            let page = await face.follow("/streams/\(stream)")
            #expect(page["_embedded"]?.members?.map(\.name) == ["streamStore:message"])
            let message = await face.get("/streams/\(stream)/0")
            #expect(message["_embedded"] == nil)
            let metadata = await face.get("/streams/\(stream)/metadata")
            let forms = metadata["_embedded"]?.members?.map(\.name)
            #expect(forms == (stream == "$deleted" ? ["streamStore:metadata"] : nil))
        }
        #expect(await face.get("/streams/$deleted/0").status == 200)
        let page = await face.follow("/streams/a")
        #expect(page["_embedded", "streamStore:append", "$schema"] != nil)
    }

    @Test(arguments: ["d=f&m=20&p=5&e=0", "d=b&m=20&p=5&e=0"])
    func `a stream that does not exist has no next version`(query: String) async throws {
        let reply = try await Face().get("/streams/none?\(query)")
        #expect(reply.status == 404)
        #expect(reply["fromStreamVersion"]?.integer == 5)
        #expect(reply["nextStreamVersion"]?.integer == -1)
        #expect(reply["isEnd"] == .boolean(true))
    }
}
