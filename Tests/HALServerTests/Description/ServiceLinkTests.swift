import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// From every document one finds what documents it, what describes it, and the schema of what to send there.
@Suite struct ServiceLinkTests {
    @Test(
        arguments: [
            ("/", nil), ("/stream", nil), ("/streams", nil), ("/docs", nil),
            ("/stream/0", nil), ("/stream/999", nil),
            ("/streams/a?d=b&m=20&p=-1&e=0", "append"),
            ("/streams/nobody?d=b&m=20&p=-1&e=0", "append"),
            ("/streams/a/0", "delete-message"), ("/streams/a/99", "delete-message"),
            ("/streams/a/metadata", "metadata"),
        ] as [(String, String?)])
    func `a document leads to its documentation and its description`(
        place: String, form: String?
    ) async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        for method in [HTTP.Method.get, .head] {
            let reply = await face.send(method, place)
            let links = Self.links(reply[.link] ?? "")
            for (relation, path, type) in [
                ("service-desc", "/openapi.json", "application/vnd.oai.openapi+json"),
                ("service-doc", "/docs", "text/html"),
                ("profile", form.map { "/docs/\($0).schema.json" }, "application/schema+json"),
            ] {
                let link = links[relation]
                guard let path else {
                    #expect(link == nil, "\(place) has a \(relation)")
                    continue
                }
                let href = try #require(link?.href, "\(place) has no \(relation)")
                #expect(!href.hasPrefix("/"), "hrefs are relative")
                #expect(Reference.resolve(href, against: place) == path)
                #expect(link?.type == type)
                let target = await face.get(path, [("Accept", type)])
                #expect(target.status == 200)
                #expect(target[.contentType]?.hasPrefix(type) == true)
            }
        }
    }

    @Test func `what is not a document carries no such links`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        for place in ["/streams/a", "/streams/a/-1", "/streams/a/0/payload", "/nowhere"] {
            let links = Self.links(await face.get(place)[.link] ?? "")
            #expect(links["service-desc"] == nil && links["profile"] == nil, "\(place)")
        }
        let page = await face.get("/streams/a?d=b&m=20&p=-1&e=0", [("If-None-Match", "\"1\"")])
        #expect(page.status == 304)
        #expect(page[.link] == nil)
    }

    @Test func `from the index links lead to everything that describes the server`() async throws {
        let face = try Face()
        let index = await face.get("/")
        for (relation, path, type) in [
            ("service-desc", "/openapi.json", "application/vnd.oai.openapi+json"),
            ("service-doc", "/docs", "application/hal+json"),
            ("api-catalog", "/.well-known/api-catalog", "application/linkset+json"),
        ] {
            let href = try #require(index.href(relation), "\(relation)")
            #expect(Reference.resolve(href, against: "/") == path)
            #expect(index["_links", relation, "type"]?.string?.text == type)
            #expect(await face.get(path)[.contentType]?.hasPrefix(type) == true)
        }
        let probes = index["_links", "status"]?.elements?.compactMap { $0["href"]?.string?.text }
        #expect(probes == ["./health/ready", "./health/live"])
    }

    @Test func `the catalog is a link set that leads to all of it`() async throws {
        let face = try Face()
        let place = "/.well-known/api-catalog"
        let reply = await face.send(.head, place)
        #expect(
            reply[.contentType]
                == "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"")
        let own = try #require(Self.links(reply[.link] ?? "")["api-catalog"])
        #expect(Reference.resolve(own.href, against: place) == place)
        let catalog = await face.get(place)
        let item = try #require(catalog["linkset", "0", "item", "0", "href"]?.string?.text)
        let api = try #require(catalog["linkset", "1"])
        let anchor = try #require(api["anchor"]?.string?.text)
        #expect(Reference.resolve(item, against: place) == "/")
        #expect(Reference.resolve(anchor, against: place) == "/")
        for (relation, paths) in [
            ("service-desc", ["/openapi.json"]), ("service-doc", ["/docs"]),
            ("status", ["/health/ready", "/health/live"]),
        ] {
            let hrefs = api[Bytes(relation)]?.elements?.compactMap { $0["href"]?.string?.text }
            #expect(hrefs?.map { Reference.resolve($0, against: place) } == paths, "\(relation)")
        }
        #expect(await face.get(place, [("Accept", "application/json")]).body == catalog.body)
    }

    /// The links of a field by their relation.
    private static func links(_ field: String) -> [String: (href: String, type: String?)] {
        var links: [String: (href: String, type: String?)] = [:]
        for link in field.matches(of: /<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?/) {
            links[String(link.2)] = (String(link.1), link.3.map(String.init))
        }
        return links
    }
}
