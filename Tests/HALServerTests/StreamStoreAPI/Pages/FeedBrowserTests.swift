import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct FeedBrowserTests {
    private func names(_ reply: Reply) -> [String] {
        (reply["_embedded", "streamStore:feed"]?.elements ?? []).compactMap {
            $0["_links"]?["streamStore:feed"]?["title"]?.string?.text
        }
    }

    @Test(arguments: [
        ("", ["order-1", "order-2", "a%b", "axb"]), ("?p=order&t=s", ["order-1", "order-2"]),
        ("?P=2&T=e", ["order-2"]), ("?p=a%25&t=s", ["a%b"]),
        ("?t=s", ["order-1", "order-2", "a%b", "axb"]),
        ("?p=order", ["order-1", "order-2", "a%b", "axb"]), ("?p=zzz&t=s", []),
        ("?p=a_b&t=s", []), ("?p=Order&t=s", []), ("?m=2", ["order-1", "order-2"]),
        ("?m=abc", ["order-1", "order-2", "a%b", "axb"]),
    ])
    func `streams are listed as they were made, patterns are literal`(
        query: String, expected: [String]
    ) async throws {
        let face = try Face()
        for (index, name) in ["order-1", "order-2", "a%25b", "axb"].enumerated() {
            await face.fill(name, (index + 1)..<(index + 2))
        }
        let reply = await face.get("/streams\(query)")
        #expect(reply.status == 200)
        #expect(names(reply) == expected)
        #expect(reply["continuationToken"]?.string != nil)
        #expect(reply.href("self") == reply.href("streamStore:feed-browser"))
        #expect(reply.href("next").map { _ in true } == (query == "?m=2" ? true : nil))
    }

    @Test func `pages follow each other to the end, and past it`() async throws {
        let face = try Face()
        for id in 1..<6 { await face.fill("s\(id)", id..<(id + 1)) }
        var target: String? = "/streams?m=2"
        var seen: [String] = []
        while let place = target, seen.count < 20 {
            let reply = await face.get(place)
            #expect(Reference.resolve(reply.href("self") ?? "", against: place) == place)
            seen += names(reply)
            target = reply.href("next").map { Reference.resolve($0, against: place) }
            if target == nil {
                let token = try #require(reply["continuationToken"]?.string)
                let beyond = await face.get("/streams?c=\(token.text)&m=2")
                #expect(names(beyond).isEmpty)
                #expect(beyond["continuationToken"]?.string != nil)
            }
        }
        #expect(seen == ["s1", "s2", "s3", "s4", "s5"])
    }

    @Test(arguments: ["?m=0", "?m=-1", "?c=x", "?c=-1", "?c=99999999999999999999"])
    func `sizes and tokens that cannot be are 400`(query: String) async throws {
        #expect(try await Face().get("/streams\(query)").status == 400)
    }

    @Test func `deleted streams vanish and system streams are listed`() async throws {
        let face = try Face()
        await face.fill("a", 1..<2)
        await face.post("/streams/a/metadata", "{}")
        #expect(names(await face.get("/streams")) == ["a", "$$a"])
        await face.delete("/streams/a")
        #expect(names(await face.get("/streams")) == ["$deleted"])
    }
}
