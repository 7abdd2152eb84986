import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct AllStreamResourceTests {
    /// Neighbours of which each differs from the one before in another way: stream, digits of the version, type,
    /// kind of payload.
    @Test func `each message of a page has its own type and links`() async throws {
        let face = try Face()
        // The third is spelled as the second one looks in JSON.
        let types: [Bytes] = ["plain", "a\"b", "a\\\"b", "a\\\"b", "plain"]
        var expected: [(stream: Bytes, path: Bytes, version: Int, type: Bytes, isJSON: Bool)] = []
        for number in 0..<220 {
            let isOther = number % 13 == 5
            let (stream, path): (Bytes, Bytes) = isOther ? ("o/\"x", "o%252f%22x") : ("s", "s")
            let type = types[number % 5]
            let isJSON = number % 7 != 3
            let payload = isJSON ? Payload(.json, "{}") : Payload(.other(contentType: "a/b"), "x")
            let message = NewMessage(
                id: UUID(high: 7, low: UInt64(number)), type: type, payload: payload)
            let appended = try await face.store.append(
                [message], to: #require(StreamID(stream)), expecting: .any)
            expected.append((stream, path, Int(appended.currentVersion), type, isJSON))
        }
        let reply = await face.get("/stream?d=f&m=220&p=0&e=1")
        let shown = reply["_embedded", "streamStore:message"]?.elements ?? []
        #expect(shown.count == 220)
        for (item, row) in zip(shown, expected.reversed()) {
            #expect(item["streamId"]?.string == row.stream)
            #expect(item["streamVersion"]?.integer == Int64(row.version))
            #expect(item["type"]?.string == row.type)
            let links = item["_links"]
            let href = "streams/\(row.path)/\(row.version)"
            for relation: Bytes in ["streamStore:message", "self"] {
                #expect(links?[relation]?["href"]?.string?.text == href)
                #expect(links?[relation]?["title"]?.string?.text == "\(row.stream)@\(row.version)")
            }
            let feed = links?["streamStore:feed"]
            #expect(feed?["href"]?.string?.text == "streams/\(row.path)")
            #expect(feed?["title"]?.string == row.stream)
            let content = links?["streamStore:payload"]
            #expect(content?["href"]?.string?.text == href + "/payload")
            #expect(content?["type"]?.string == (row.isJSON ? "application/json" : "a/b"))
        }
    }

    @Test(
        arguments: [
            (
                "d=b&m=2&p=-1", [4, 3], 4, false, 2, nil, "max-age=0,no-cache,must-revalidate",
                "\"4\""
            ),
            ("d=b&m=2&p=2", [2, 1], 2, false, 0, 3, "max-age=31536000", nil),
            ("d=b&m=2&p=0", [0], 0, true, nil, 1, "max-age=0,no-cache,must-revalidate", "\"0\""),
            ("d=f&m=2&p=0", [1, 0], 0, false, nil, 2, "max-age=31536000", nil),
            ("d=f&m=2&p=2", [3, 2], 2, false, 1, 4, "max-age=31536000", nil),
            ("d=f&m=2&p=4", [4], 4, true, 3, nil, "max-age=0,no-cache,must-revalidate", "\"4\""),
            ("d=f&m=2&p=9", [], 9, true, 8, nil, "max-age=0,no-cache,must-revalidate", "\"-1\""),
            // The newest messages from a place that none has reached yet: more will come here.
            (
                "d=b&m=2&p=9", [4, 3], 4, false, 2, nil, "max-age=0,no-cache,must-revalidate",
                "\"4\""
            ),
        ] as [(String, [Int64], Int64, Bool, Int?, Int?, String, String?)])
    func `pages tell caches what they may keep`(
        query: String, positions: [Int64], from: Int64, isEnd: Bool, previous: Int?, next: Int?,
        cache: String, tag: String?
    ) async throws {
        let face = try Face()
        for id in 1...5 { await face.fill("s\(id % 2)", id..<(id + 1)) }
        let reply = await face.get("/stream?\(query)&e=0")
        #expect(reply.status == 200)
        let shown = reply["_embedded", "streamStore:message"]?.elements ?? []
        #expect(shown.compactMap { $0["position"]?.integer } == positions)
        #expect(reply["fromPosition"]?.integer == from)
        #expect(reply["isEnd"] == .boolean(isEnd))
        #expect(reply.href("previous") == previous.map { "stream?d=b&m=2&p=\($0)&e=0" })
        #expect(reply.href("prev") == reply.href("previous"))
        #expect(reply.href("next") == next.map { "stream?d=f&m=2&p=\($0)&e=0" })
        #expect(reply[.cacheControl] == cache)
        #expect(reply[.etag] == tag)
        #expect(reply["SSS-HeadPosition"] == (query.hasSuffix("p=-1") ? "4" : nil))
    }

    @Test func `an empty store has a page`() async throws {
        let reply = try await Face().get("/stream")
        #expect(reply.status == 200)
        #expect(reply[.etag] == "\"-1\"")
        #expect(reply["SSS-HeadPosition"] == "-1")
        #expect(reply["fromPosition"]?.integer == 0)
        #expect(reply["nextPosition"]?.integer == 0)
        #expect(reply["isEnd"] == .boolean(true))
        #expect(reply["_embedded", "streamStore:message"] == .array([]))
    }

    @Test func `a known page costs nothing but its head`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        for value in ["\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"] {
            for method in [HTTP.Method.get, .head] {
                let reply = await face.send(method, "/stream", [("If-None-Match", value)])
                #expect(reply.status == 304)
                #expect(reply.body.isEmpty)
                #expect(reply[.etag] == "\"1\"")
                #expect(reply[.cacheControl] == "max-age=0,no-cache,must-revalidate")
                #expect(reply[.vary] == "Accept, Accept-Encoding")
            }
        }
        #expect(await face.get("/stream", [("If-None-Match", "\"0\"")]).status == 200)
    }

    @Test func `system streams are shown only to those who ask for them`() async throws {
        let face = try Face()
        await face.fill("a", 1..<2)
        await face.delete("/streams/a")
        #expect(await face.get("/stream").versions.isEmpty)
        let reply = await face.follow("/stream?prefix=$")
        #expect(reply["_embedded", "streamStore:message", "0", "streamId"]?.string == "$deleted")
        #expect(reply.href("self") == "stream?d=b&m=20&p=-1&e=0&prefix=%24")
        #expect(
            reply["_embedded", "streamStore:message", "0", "_links", "self", "href"]?.string
                == "streams/%24deleted/0")
    }

    @Test(arguments: [
        ("0", 200), ("2", 404), ("99999999999", 404), ("-1", 404), ("x", 404), ("1.5", 404),
        ("9223372036854775808", 404),
    ])
    func `a message is found by its position`(position: String, status: Int) async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        let reply = await face.get("/stream/\(position)")
        #expect(reply.status == status)
        #expect(reply[.etag] == (status == 200 ? "\"0\"" : nil))
        #expect(reply[.cacheControl] == "no-cache")
        if status == 200 {
            #expect(reply["payload"]?.string == #"{"n":1}"#)
            #expect(reply.href("self") == "../stream/0")
            #expect(reply["_links", "self", "title"]?.string == "a@0")
            #expect(reply.href("streamStore:feed") == "../stream?d=b&m=20&p=-1&e=0")
            #expect(reply.href("streamStore:payload") == "../streams/a/0/payload")
            #expect(reply["_embedded"] == nil)
        }
        if position == "99999999999" {
            #expect(reply.href("self") == "../stream/99999999999")
            #expect(reply.json.members?.map(\.name) == ["_links"])
        }
    }
}
