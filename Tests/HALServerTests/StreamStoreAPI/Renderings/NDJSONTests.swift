import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct NDJSONTests {
    private func lines(_ reply: Reply) -> [JSONValue] {
        reply.text.split(separator: "\n").map {
            (try? JSONValue(parsing: Bytes(String($0)))) ?? .null
        }
    }

    @Test(arguments: [("d=f&m=2&p=1", [1, 2]), ("d=b&m=2&p=-1", [4, 3]), ("d=f&m=9&p=9", [])])
    func `messages stand in the order of reading, one to a line`(
        query: String, versions: [Int64]
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<6)
        let reply = await face.get(
            "/streams/a?\(query)&e=1", [("Accept", "application/x-ndjson")])
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/x-ndjson")
        #expect(lines(reply).compactMap { $0["streamVersion"]?.integer } == versions)
        #expect(lines(reply).allSatisfy { $0["payload"]?["n"]?.integer != nil })
        #expect(versions.isEmpty == reply.body.isEmpty)
        #expect(versions.isEmpty || reply.text.hasSuffix("}\n"))
    }

    @Test func `JSON of several lines becomes one, and strings keep their escapes`() async throws {
        let face = try Face()
        await face.post(
            "/streams/a",
            "{\"messageId\":\"\(Face.uuid(1))\",\"type\":\"t\\n\\r\","
                + "\"jsonData\":{\r\n \"a\":\n [1,\r 2], \"b\": \"x\\ny\\r\\u000a\"},"
                + "\"jsonMetadata\":{\n\"m\"\n:1}}")
        let reply = await face.get(
            "/stream?d=b&m=20&p=-1&e=1", [("Accept", "application/x-ndjson")])
        #expect(
            reply.text
                == "{\"messageId\":\"\(Face.uuid(1))\",\"createdUtc\":\"2018-12-17T21:20:02.7616569Z\","
                + "\"position\":0,\"streamId\":\"a\",\"streamVersion\":0,\"type\":\"t\\n\\r\","
                + "\"payload\":{   \"a\":  [1,  2], \"b\": \"x\\ny\\r\\u000a\"},"
                + "\"metadata\":{ \"m\" :1}}\n")
    }

    @Test func `what is not JSON comes in Base64 if payloads are asked for`() async throws {
        let face = try Face()
        let bytes = Bytes([0, 10, 13, 255, 34])
        await face.send(.post, "/streams/a", [("Content-Type", "image/png")], body: bytes)
        for (embeds, shown) in [("1", "AAoN/yI="), ("0", nil)] as [(String, String?)] {
            let reply = await face.get(
                "/streams/a?d=b&m=20&p=-1&e=\(embeds)", [("Accept", "application/x-ndjson")])
            let line = try #require(lines(reply).first)
            #expect(line["contentType"]?.string == "image/png")
            #expect(line["contentLength"]?.integer == 5)
            #expect(line["payloadBase64"]?.string?.text == shown)
            #expect(line["payload"] == nil)
        }
    }

    @Test func `the other name of the type is taken, and given back`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        let reply = await face.get("/stream", [("Accept", "application/ndjson")])
        #expect(reply[.contentType] == "application/ndjson")
        #expect(reply[.etag] == "\"1;ndjson\"")
        #expect(
            reply.text == (await face.get("/stream", [("Accept", "application/x-ndjson")])).text)
        let known = await face.get(
            "/stream", [("Accept", "application/ndjson"), ("If-None-Match", "\"1;ndjson\"")])
        #expect(known.status == 304)
    }

    @Test func `names of streams come one to a line, and the next page by its link`() async throws {
        let face = try Face()
        for name in ["a", "caf%C3%A9", "%22%5C"] { await face.fill(name, 1..<2) }
        var place = "/streams?m=2"
        var names: [String] = []
        for _ in 0..<4 {
            let reply = await face.get(place, [("Accept", "application/x-ndjson")])
            names += lines(reply).compactMap { $0["streamId"]?.string?.text }
            guard let next = reply.links.first(where: { $0.relation == "next" }) else { break }
            place = Reference.resolve(next.target, against: place)
        }
        #expect(names == ["a", "caf\u{E9}", "\"\\"])
        let none = await face.get("/streams?p=zzz&t=s", [("Accept", "application/x-ndjson")])
        #expect(none.status == 200 && none.body.isEmpty)
    }
}
