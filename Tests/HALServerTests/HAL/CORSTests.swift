import HTTP
import Octets
import Testing

@testable import HALServer

@Suite struct CORSTests {
    @Test(
        arguments: [
            (nil, 200), ("http://localhost:5000", 200), ("https://localhost:5000", 200),
            ("http://LOCALHOST:5000", 200), ("http://evil.example", 403), ("null", 403), ("", 403),
            ("http://localhost", 403), ("https://friend.example", 200),
            ("https://friend.example.evil", 403),
        ] as [(String?, Int)])
    func `only our own pages and invited ones may write`(
        origin: String?, status: Int
    ) async throws {
        var options = HALServer.Options()
        options.corsOrigins = ["https://friend.example"]
        let face = try Face(options)
        let headers = [("Host", "localhost:5000")] + (origin.map { [("Origin", $0)] } ?? [])
        #expect(await face.post("/streams/a", Face.message(1), headers).status == status)
        #expect(await face.get("/stream", headers).status == 200)
        #expect(await face.get("/stream").versions.count == (status == 200 ? 1 : 0))
        #expect(await face.delete("/streams/a", headers).status == (status == 200 ? 204 : 403))
        #expect(await face.send(.options, "/streams/a", headers).status == 204)
    }

    @Test(
        arguments: [
            ("localhost:5000", true), ("LOCALHOST:5000", true), ("localhost.:5000", true),
            ("127.0.0.1:5000", true), ("[::1]:5000", true), ("192.168.1.7", true),
            ("events.example:5000", true), ("events.example", true),
            ("evil.example:5000", false), ("localhost.evil.example", false), ("a.127.0.0.1", false),
            ("1.2.3", false), ("127.0.0.1.evil.example:5000", false),
        ] as [(String, Bool)])
    func `a foreign name that leads here makes no page ours`(
        host: String, isOurs: Bool
    ) async throws {
        var options = HALServer.Options()
        options.hosts = OwnHosts(names: ["localhost", "events.example"])
        let face = try Face(options)
        let page = [("Host", host), ("Origin", "http://\(host)")]
        let reply = await face.post("/streams/a", Face.message(1), page)
        #expect(reply.status == (isOurs ? 200 : 403))
        #expect(reply.text.contains("--hosts") == !isOurs)
        // Without an Origin it is no page of a browser.
        let other = await face.post("/streams/b", Face.message(1), [("Host", host)])
        #expect(other.status == 200)
        #expect(await face.get("/stream", page).status == 200)
    }

    @Test func `an invited origin may write under any name`() async throws {
        var options = HALServer.Options()
        options.hosts = OwnHosts(names: ["localhost"])
        options.corsOrigins = ["https://shop.example"]
        let headers = [("Host", "shop.example"), ("Origin", "https://shop.example")]
        #expect(try await Face(options).post("/streams/a", Face.message(1), headers).status == 200)
    }

    @Test func `a star lets everybody write`() async throws {
        var options = HALServer.Options()
        options.corsOrigins = ["*"]
        let headers = [("Host", "a"), ("Origin", "http://evil.example")]
        #expect(try await Face(options).post("/streams/a", Face.message(1), headers).status == 200)
    }

    @Test func `a preflight says which fields may be sent`() async throws {
        let reply = try await Face().send(.options, "/streams/a", [("Origin", "http://a")])
        let allowed = reply["Access-Control-Allow-Headers"] ?? ""
        for name in ["Content-Type", "SSS-ExpectedVersion", "If-None-Match", "Authorization"] {
            #expect(allowed.contains(name))
        }
        #expect(reply["Access-Control-Allow-Origin"] == "*")
    }
}
