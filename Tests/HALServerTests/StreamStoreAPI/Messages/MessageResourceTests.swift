import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct MessageResourceTests {
    @Test(arguments: [(0, nil, "1"), (1, "0", "2"), (2, "1", "3")] as [(Int, String?, String)])
    func `a message knows its neighbours`(
        version: Int, previous: String?, next: String
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.get("/streams/a/\(version)")
        #expect(reply.status == 200)
        #expect(reply[.etag] == "\"\(version)\"")
        #expect(reply[.cacheControl] == "max-age=31536000")
        #expect(reply["streamVersion"]?.integer == Int64(version))
        #expect(reply["payload"]?.string == Bytes(#"{"n":\#(version + 1)}"#))
        #expect(reply.href("first") == "../../streams/a/0")
        #expect(reply.href("previous") == previous.map { "../../streams/a/\($0)" })
        #expect(reply.href("prev") == reply.href("previous"))
        #expect(reply.href("next") == "../../streams/a/\(next)")
        #expect(reply.href("last") == "../../streams/a/-1")
        #expect(reply.href("streamStore:feed") == "../../streams/a?d=b&m=20&p=-1&e=0")
        #expect(reply["_links", "self", "title"]?.string == Bytes("a@\(version)"))
        #expect(reply["_embedded"]?.members?.map(\.name) == ["streamStore:delete-message"])
        let known = await face.get("/streams/a/\(version)", [("If-None-Match", "\"\(version)\"")])
        #expect(known.status == 304)
        #expect(known[.cacheControl] == "max-age=31536000")
    }

    @Test(arguments: [("9", 404), ("-2", 404), ("2147483648", 404), ("x", 404), ("1.0", 404)])
    func `what is no message is 404`(segment: String, status: Int) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.get("/streams/a/\(segment)")
        #expect(reply.status == status)
        #expect(reply[.etag] == nil)
        guard segment == "9" else { return }
        #expect(reply["streamId"]?.string == "a")
        #expect(reply["streamVersion"]?.integer == 9)
        #expect(reply.href("next") == nil)
        #expect(reply.href("previous") == "../../streams/a/8")
        #expect(reply["_embedded"] == nil)
    }

    @Test func `minus one leads to the newest`() async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let reply = await face.get("/streams/a/-1")
        #expect(reply.status == 307)
        #expect(reply[.location] == "2")
        #expect(reply.href("streamStore:message") == "2")
        await face.delete("/streams/a/2")
        #expect(await face.get("/streams/a/-1")[.location] == "1")
        let absent = await face.get("/streams/none/-1")
        #expect(absent.status == 404)
        #expect(absent["streamVersion"]?.integer == -1)
    }

    @Test func `an id leads to the version`() async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        for id in [Face.uuid(2), Face.uuid(2).uppercased()] {
            let reply = await face.get("/streams/a/\(id)")
            #expect(reply.status == 307)
            #expect(reply[.location] == "1")
        }
        let absent = await face.get("/streams/a/\(Face.uuid(9))")
        #expect(absent.status == 404)
        #expect(absent["messageId"]?.string == Bytes(Face.uuid(9)))
        #expect(absent.href("self") == "../../streams/a/\(Face.uuid(9))")
    }

    @Test(arguments: ["1", "00000000-0000-0000-0000-000000000002", "9", "-1", "-7"])
    func `deleting a message answers 204 and leaves a gap`(segment: String) async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        let headers = [("SSS-ExpectedVersion", "77")]
        #expect(await face.delete("/streams/a/\(segment)", headers).status == 204)
        #expect(await face.delete("/streams/none/\(segment)").status == 204)
        let left = await face.follow("/streams/a").versions
        switch segment {
        case "9", "-7": #expect(left == [2, 1, 0])
        case "-1": #expect(left == [1, 0])
        default: #expect(left == [2, 0])
        }
        #expect(
            await face.post("/streams/a", Face.message(9), [("SSS-ExpectedVersion", "2")]).status
                == 200)
        #expect(await face.get("/streams/a/3").status == 200)
    }

    @Test func `deleting a message holds to its own tag`() async throws {
        let face = try Face()
        await face.fill("a", 1..<4)
        #expect(await face.delete("/streams/a/1", [("If-Match", "\"2\"")]).status == 412)
        #expect(await face.delete("/streams/a/1", [("If-None-Match", "*")]).status == 412)
        #expect(await face.delete("/streams/a/9", [("If-Match", "*")]).status == 412)
        #expect(await face.get("/streams/a/1").status == 200)
        #expect(await face.delete("/streams/a/1", [("If-Match", "\"1\"")]).status == 204)
        #expect(await face.get("/streams/a/1").status == 404)
    }
}
