import HTTP
import Octets
import Testing

@testable import HALServer

/// Rows 25 to 28 of the raw-request table, on the real table of resources.
@Suite struct HostilePathTests {
    @Test(arguments: [
        "/%", "/%zz", "/streams/a%f", "/%00", "/%c0%af", "/%ff", "/\\", "//",
        "/" + String(repeating: "a/", count: 3_000), "/../../etc/passwd", "/%2e%2e/etc/passwd",
        "/..%2fetc", "/%252e%252e/", "/..%5cetc", "/docs/..", "/docs/%2e%2e", "/docs/%2e%2e/",
        "/docs/%2E%2e/", "/docs/./", "/docs/../", "/docs/..%2f..%2fetc%2fpasswd", "/docs/%2e/",
        "/streams/%2e%2e", "/streams/%2e%2e/", "/streams/%2e", "/streams/./", "/streams/%ff",
        "/streams/%c0%af", "/streams/%00", "/explorer/..%2fdocs", "/explorer/%2e%2e/",
        "/streams/a%0d%0aX-Injected:%20yes", "/stream/%0d%0aX:%20y", "/streams/a/%2e%2e/",
    ])
    func `a path that leads astray is refused, not followed`(path: String) async throws {
        let face = try Face()
        for method: HTTP.Method in [.get, .head, .post, .delete] {
            let reply = await face.send(method, path, body: "[]")
            #expect((400..<500).contains(reply.status), "\(method) \(reply.status)")
            #expect(reply[.location] == nil)
            for field in reply.response.headers.fields {
                #expect(!field.value.text.contains("passwd") && field.name != "X-Injected")
            }
        }
    }

    @Test(arguments: ["/streams/a?x=%zz", "/stream?d=%", "/streams?p=%f&t=s"])
    func `a broken escape in a query is as good as text`(path: String) async throws {
        let face = try Face()
        #expect(await face.follow(path).status < 500)
    }

    @Test func `nothing of a name ends a header line`() async throws {
        let face = try Face()
        let name = "/streams/a%0d%0aX-Injected:%20yes"
        let reply = await face.post(
            name, "[\(Face.message(1))]", [("SSS-ExpectedVersion", "-3")])
        #expect(reply.status == 400 && reply[.location] == nil)
        let odd = await face.post(
            "/streams/%C3%A9%22%3C%2F", "[\(Face.message(1))]", [("SSS-ExpectedVersion", "-3")])
        #expect(odd.status == 201)
        #expect(odd[.location]?.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } == true)
    }
}
