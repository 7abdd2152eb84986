import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct StreamNameTests {
    @Test(arguments: [
        ("a/b", "a%252fb", "a%252fb"), ("a/b", "a%2Fb", "a%252fb"), ("a/b", "a%2fb", "a%252fb"),
        ("a/b", "a%252Fb", "a%252fb"), ("a%b", "a%25b", "a%25b"), ("a%41", "a%2541", "a%2541"),
        ("a+b", "a+b", "a%2Bb"),
        ("caf\u{E9}", "caf%C3%A9", "caf%C3%A9"), ("cafe\u{301}", "cafe%CC%81", "cafe%CC%81"),
        ("\"<img>'\\", "%22%3Cimg%3E%27%5C", "%22%3Cimg%3E%27%5C"), ("...", "...", "..."),
        ("..a", "..a", "..a"), ("a?b#c", "a%3Fb%23c", "a%3Fb%23c"),
        ("a:b@c!d", "a:b@c!d", "a%3Ab%40c%21d"),
        ("{x}", "%7Bx%7D", "%7Bx%7D"), ("metadata", "metadata", "metadata"), ("-1", "-1", "-1"),
        ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd"),
        (
            String(repeating: "n", count: 1000), String(repeating: "n", count: 1000),
            String(repeating: "n", count: 1000)
        ),
    ])
    func `a name comes back as it was sent, and every link to it works`(
        name: String, sent: String, linked: String
    ) async throws {
        let face = try Face()
        let target = "/streams/\(sent)"
        let reply = await face.post(target, Face.message(1), [("SSS-ExpectedVersion", "-3")])
        #expect(reply.status == 201)
        #expect(reply[.location] == "../streams/\(linked)")
        let page = await face.follow(target)
        #expect(page.status == 200)
        #expect(page["_links", "self", "title"]?.string == Bytes(name))
        #expect(page["_embedded", "streamStore:message", "0", "streamId"]?.string == Bytes(name))
        let message = "../streams/\(linked)/0"
        #expect(
            page["_embedded", "streamStore:message", "0", "_links", "self", "href"]?.string
                == Bytes(message))
        #expect(await face.get("/streams/\(linked)/0").status == 200)
        #expect(await face.get("/streams/\(linked)/0/payload").status == 200)
        #expect(await face.delete("/streams/\(linked)").status == 204)
        #expect(await face.follow(target).status == 404)
    }

    @Test func `two normal forms of one text are two streams`() async throws {
        let face = try Face()
        await face.fill("caf%C3%A9", 1..<2)
        #expect(await face.follow("/streams/cafe%CC%81").status == 404)
    }

    @Test(arguments: [
        "a%20b", "%00", "%C0%AF", "%FF", "a%0d%0aX-Injected:%20yes", "%09", "%7F", ".", "..",
        "%2e%2e", String(repeating: "n", count: 1001),
    ])
    func `a name that cannot be is 400, whatever is asked`(name: String) async throws {
        let face = try Face()
        for suffix in ["", "/0", "/metadata", "/0/payload"] {
            let reply = await face.get("/streams/\(name)\(suffix)")
            #expect(reply.status == 400)
            #expect(reply.response.headers["X-Injected"] == nil)
        }
        #expect(await face.post("/streams/\(name)", Face.message(1)).status == 400)
        #expect(await face.delete("/streams/\(name)").status == 400)
        #expect(await face.delete("/streams/\(name)/0").status == 400)
        #expect(await face.post("/streams/\(name)/metadata", "{}").status == 400)
        #expect(await face.get("/stream").versions.isEmpty)
    }

    @Test(arguments: ["/streams//", "/streams//0", "/%", "/%zz", "/streams/a%f", "//", "/a/b/c"])
    func `what is no resource is refused politely`(target: String) async throws {
        let status = try await Face().get(target).status
        #expect(status == 400 || status == 404)
    }
}
