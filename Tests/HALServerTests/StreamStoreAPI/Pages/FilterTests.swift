import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct FilterTests {
    /// Messages of the types `x` (one in five) and `y` in the streams `a1`, `a2` and `b`, in turn.
    private func face(looks: Int = 10_000, count: Int = 30) async throws -> Face {
        var options = HALServer.Options()
        options.limits.scanMessages = looks
        let face = try Face(options)
        for id in 0..<count {
            await face.fill(
                ["a1", "a2", "b"][id % 3], (id + 1)..<(id + 2), type: id % 5 == 0 ? "x" : "y")
        }
        return face
    }

    private func positions(_ reply: Reply) -> [Int64] {
        (reply["_embedded", "streamStore:message"]?.elements ?? []).compactMap {
            $0["position"]?.integer
        }
    }

    @Test(
        arguments: [
            ("type=x", [25, 20, 15, 10, 5, 0]),
            ("prefix=a1", [27, 24, 21, 18, 15, 12, 9, 6, 3, 0]),
            ("type=x&prefix=a", [25, 15, 10, 0]),
            ("type=X", []), ("prefix=c", []), ("type=x&prefix=$", []),
        ] as [(String, [Int64])])
    func `only what was asked for is shown`(filter: String, wanted: [Int64]) async throws {
        let face = try await face()
        let reply = await face.follow("/stream?\(filter)")
        #expect(reply.status == 200)
        #expect(positions(reply) == wanted)
        #expect(reply["isEnd"] == .boolean(true))
        for relation in ["self", "first", "last", "streamStore:feed"] {
            #expect(
                reply.href(relation)?.hasSuffix("&" + filter.replacing("$", with: "%24")) == true)
        }
        #expect(reply["SSS-HeadPosition"] == nil)
    }

    @Test(arguments: [1, 2, 3, 7, 10_000], ["type=x", "prefix=a", "type=x&prefix=a", "type=none"])
    func `a walk by links finds every message once, however far it looks at once`(
        looks: Int, filter: String
    ) async throws {
        let everything = try await face()
        let face = try await face(looks: looks)
        let all = positions(await everything.follow("/stream?m=99&\(filter)"))
        for (from, by) in [("first", "next"), ("last", "previous")] {
            var place = "/stream"
            var reply = await face.follow("/stream?m=2&\(filter)")
            var href = reply.href(from)
            var seen: [Int64] = []
            var steps = 0
            while let next = href, steps < 80 {
                place = Reference.resolve(next, against: place)
                reply = await face.get(place)
                #expect(reply.status == 200)
                seen += by == "next" ? positions(reply).reversed() : positions(reply)
                href = reply.href(by)
                #expect((href != nil) != (reply["isEnd"] == .boolean(true)))
                steps += 1
            }
            #expect(steps < 80)
            #expect(seen == (by == "next" ? all.reversed() : all))
        }
    }

    /// `nil` is what may be kept for a year.
    @Test(
        arguments: [
            // Full, and something follows.
            ("d=f&m=2&p=0&e=0&type=x", nil), ("d=b&m=2&p=20&e=0&type=x", nil),
            ("d=b&m=2&p=24&e=0&type=x", nil),
            // The newest, or not full.
            ("d=b&m=2&p=-1&e=0&type=x", "\"25\""), ("d=f&m=9&p=0&e=0&type=x", "\"25\""),
            ("d=f&m=2&p=20&e=0&type=x", "\"25\""), ("d=b&m=2&p=5&e=0&type=x", "\"5\""),
            // It begins where nothing is yet: more will come there, though no newer message matches now.
            ("d=b&m=2&p=30&e=0&type=x", "\"25\""),
            ("d=f&m=2&p=26&e=0&type=x", "\"-1\""),
        ] as [(String, String?)])
    func `a filtered page is kept only if it cannot change`(
        query: String, tag: String?
    ) async throws {
        let reply = try await face().get("/stream?\(query)")
        #expect(reply.status == 200)
        #expect(reply[.etag] == tag)
        #expect(
            reply[.cacheControl]
                == (tag == nil ? "max-age=31536000" : "max-age=0,no-cache,must-revalidate"))
    }

    @Test func `a page that looked at enough is asked for again each time`() async throws {
        let face = try await face(looks: 4)
        let place = "/stream?d=f&m=2&p=1&e=0&type=x"
        let reply = await face.get(place)
        #expect(positions(reply).isEmpty && reply["isEnd"] == .boolean(false))
        #expect(reply["nextPosition"]?.integer == 5)
        #expect(reply.href("next") == "stream?d=f&m=2&p=5&e=0&type=x")
        #expect(reply[.etag] == "\"-1;@5\"")
        #expect(reply[.cacheControl] == "max-age=0,no-cache,must-revalidate")
        #expect(await face.get(place, [("If-None-Match", "\"-1;@5\"")]).status == 304)
        // The newest page looks at other messages as soon as one is appended.
        let newest = "/stream?d=b&m=2&p=-1&e=0&type=x"
        let before = await face.get(newest)
        #expect(before[.etag] == "\"-1;@25\"")
        await face.fill("b", 90..<91, type: "y")
        #expect(await face.get(newest)[.etag] == "\"-1;@26\"")
    }

    @Test func `a full page behind which nothing was found yet is not kept either`() async throws {
        let face = try await face(looks: 7)
        let reply = await face.get("/stream?d=f&m=1&p=21&e=0&type=x")
        #expect(positions(reply) == [25] && reply["isEnd"] == .boolean(false))
        #expect(reply[.cacheControl] == "max-age=0,no-cache,must-revalidate")
        #expect(reply.href("next") == "stream?d=f&m=1&p=28&e=0&type=x")
        let end = await face.get("/stream?d=f&m=1&p=28&e=0&type=x")
        #expect(end["isEnd"] == .boolean(true) && end.href("next") == nil)
    }

    @Test func `the newest page changes with what it shows, and only then`() async throws {
        let face = try await face()
        let place = "/stream?d=b&m=2&p=-1&e=0&type=x"
        let tag = try #require(await face.get(place)[.etag])
        await face.fill("b", 90..<91, type: "y")
        #expect(await face.get(place, [("If-None-Match", tag)]).status == 304)
        await face.fill("b", 91..<92, type: "x")
        let reply = await face.get(place, [("If-None-Match", tag)])
        #expect(reply.status == 200 && positions(reply) == [31, 25])
        await face.delete("/streams/b/11")
        let later = await face.get(place, [("If-None-Match", reply[.etag] ?? "")])
        #expect(later.status == 200 && positions(later) == [25, 20])
        #expect(later[.etag] != tag)
    }

    @Test func `a stream is filtered by type`() async throws {
        let face = try await face()
        let place = "/streams/a1?d=b&m=1&p=-1&e=0&type=x"
        let reply = await face.get(place)
        #expect(reply.status == 200)
        #expect(reply.versions == [5])
        #expect(reply.href("previous") == "../streams/a1?d=b&m=1&p=4&e=0&type=x")
        #expect(reply[.etag] == "\"9\"")
        #expect(await face.follow("/streams/a1?type=x&m=9").versions == [5, 0])
        #expect(await face.get("/streams/a1?d=b&m=1&p=-1&e=0&prefix=b").status == 308)
        #expect(await face.get("/streams/none?d=b&m=1&p=-1&e=0&type=x").status == 404)
    }

    @Test func `the templates lead to canonical addresses`() async throws {
        let face = try await face()
        for place in ["/", "/stream?d=f&m=5&p=7&e=1&type=y", "/streams/a1?d=f&m=5&p=7&e=1&type=y"] {
            let reply = await face.get(place)
            let link = try #require(reply["_links", "streamStore:filter"])
            #expect(link["templated"] == .boolean(true))
            let template = try #require(link["href"]?.string?.text)
            let (variables, expansion) =
                place.hasPrefix("/streams/")
                ? ("{&type}", "&type=x") : ("{&type,prefix}", "&type=x&prefix=a%2F%24")
            #expect(template.hasSuffix(variables))
            for fields in [expansion, "&type=x", ""] {
                let target = Reference.resolve(
                    template.replacing(variables, with: fields), against: place)
                #expect(await face.get(target).status == 200, "\(target)")
            }
            if place.hasPrefix("/stream?") { #expect(template.contains("d=b&m=5&p=-1&e=1{")) }
        }
    }

    @Test func `filters hold in every rendering`() async throws {
        let face = try await face(looks: 3)
        let place = "/stream?d=f&m=2&p=1&e=0&type=x&prefix=a"
        for type in [
            "application/x-ndjson", "application/cloudevents-batch+json", "application/atom+xml",
        ] {
            let reply = await face.get(place, [("Accept", type)])
            #expect(reply.status == 200)
            #expect(
                reply.links.first { $0.relation == "next" }?.target
                    == "stream?d=f&m=2&p=4&e=0&type=x&prefix=a")
        }
    }
}
