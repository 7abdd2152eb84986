import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

/// What a browser sends with a click.
let browser = [
    (
        "Accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    )
]

@Suite struct ExplorerPageTests {
    /// An address for each resource of the table that is shown as a page.
    static let addresses = [
        "/": "/", "/stream": "/stream?d=b&m=20&p=-1&e=0", "/stream/{position}": "/stream/1",
        "/streams": "/streams", "/streams/{streamID}": "/streams/a?d=b&m=20&p=-1&e=1",
        "/streams/{streamID}/{message}": "/streams/a/1",
        "/streams/{streamID}/metadata": "/streams/a/metadata", "/docs": "/docs",
    ]

    private func filled() async throws -> Face {
        let face = try Face()
        await face.fill("a", 1..<4)
        await face.post("/streams/a/metadata", #"{"maxCount":9}"#)
        return face
    }

    @Test func `every document of the table has a page`() async throws {
        let face = try await filled()
        for resource in StreamStoreAPI.table {
            let get = try #require(resource.controls.first { $0.method == .get })
            guard get.representations.contains(.hal) else { continue }
            let address = try #require(Self.addresses[resource.pattern], "\(resource.pattern)")
            #expect(get.representations.contains(.html), "\(resource.pattern)")
            let reply = await face.get(address, browser)
            #expect(reply.status == 200, "\(address)")
            #expect(reply[.contentType] == "text/html; charset=utf-8", "\(address)")
            #expect(reply[.vary]?.contains("Accept") == true)
            #expect(reply[.contentTypeOptions] == "nosniff")
            #expect(reply[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(reply.page.faults == [], "\(address)")
        }
    }

    @Test(
        arguments: [
            (nil, false), ("*/*", false), ("application/json, */*", false),
            ("application/hal+json", false), ("text/html, application/hal+json", false),
            ("text/html", true), (browser[0].1, true), ("text/html, */*", true),
            // w3m and lynx
            ("text/html, text/*;q=0.5, image/*, application/*", true),
            ("text/html, text/plain, text/sgml, text/css, */*;q=0.01", true),
        ] as [(String?, Bool)])
    func `a page is for those who ask for one`(accept: String?, isPage: Bool) async throws {
        let face = try await filled()
        let headers = accept.map { [("Accept", $0)] } ?? []
        for (address, other) in [
            ("/streams/a?d=b&m=20&p=-1&e=0", "application/hal+json"),
            ("/nowhere", "application/problem+json"), ("/streams/a?m=1", "application/hal+json"),
        ] {
            let reply = await face.get(address, headers)
            let namesHAL = accept?.contains("hal+json") == true
            let expected =
                isPage ? "text/html; charset=utf-8" : namesHAL ? "application/hal+json" : other
            #expect(reply[.contentType] == expected, "\(address)")
        }
    }

    @Test func `a page says what its document says`() async throws {
        let face = try await filled()
        let page = await face.get("/streams/a?d=b&m=2&p=-1&e=1", browser).page
        #expect(page.all("h1").map(\.text) == ["a"])
        #expect(page.all("title").map(\.text) == ["a · HALServer"])
        let rows = page.all("tr").map(\.text)
        #expect(rows.contains("lastStreamVersion 2"))
        #expect(rows.contains("isEnd false"))
        let links = page.all("a").map { [$0.text, $0.attributes["href"]] }
        #expect(links.contains(["streamStore:feed", "../docs/feed"]))
        #expect(links.contains(["previous", "../streams/a?d=b&m=2&p=0&e=1"]))
        #expect(links.contains(["a@2", "../streams/a/2"]))
        #expect(links.contains(["streamStore:payload", "../streams/a/1/payload"]))
        #expect(page.all("h3").map(\.text).contains("Append to Stream"))
        #expect(page.text.contains("POST ../streams/a as application/json"))
        #expect(rows.contains { $0.hasPrefix("messageId string, required") })
        #expect(rows.contains { $0.hasPrefix("SSS-ExpectedVersion integer The version") })
        #expect(page.all("pre").map(\.text).contains("{\n  \"n\": 3\n}"))
    }

    @Test func `templates are forms that the server fills in`() async throws {
        let face = try await filled()
        for address in ["/", "/streams", "/streams/a?d=b&m=20&p=-1&e=0", "/streams/a/1"] {
            let page = await face.get(address, browser).page
            let form = try #require(page.all("form").first)
            #expect(form.attributes["method"] == "get")
            let target = Reference.resolve(form.attributes["action"] ?? "", against: address)
            #expect(target == "/explorer/expand")
            let inputs = page.all("input").map { $0.attributes }
            #expect(inputs.contains { $0["value"] == "streams/{streamId}" })
            #expect(inputs.contains { $0["name"] == "streamId" })
            let reply = await face.get(
                target + "?.template=streams%2F%7BstreamId%7D&streamId=a%2Fb+c")
            #expect(reply.status == 303)
            #expect(reply[.location] == "../streams/a%2Fb%20c")
        }
    }

    @Test(arguments: ["/", "/streams", "/streams/a/1", "/streams/a/metadata", "/x/y/z/", "/%41"])
    func `script and style are found from every depth`(address: String) async throws {
        let face = try await filled()
        let page = await face.get(address, browser).page
        let script = try #require(page.all("script").first?.attributes["src"])
        let style = page.all("link").first { $0.attributes["rel"] == "stylesheet" }
        for found in [script, try #require(style?.attributes["href"])] {
            let place = Reference.resolve(found, against: address)
            #expect(await face.get(place).status == 200, "\(place)")
        }
        #expect(page.all("script").map(\.text) == [""])
        #expect(page.all("style").isEmpty)
    }

    @Test func `a page has the validators of its document, marked`() async throws {
        let face = try await filled()
        let address = "/streams/a?d=b&m=20&p=-1&e=0"
        let page = await face.get(address, browser)
        #expect(page[.etag] == "\"2;html1\"")
        let again = await face.get(address, browser + [("If-None-Match", "\"2;html1\"")])
        #expect(again.status == 304)
        #expect(again[.etag] == "\"2;html1\"")
        #expect(again.body.isEmpty)
        let other = await face.get(address, browser + [("If-None-Match", "\"2\"")])
        #expect(other.status == 200)
        #expect(await face.get(address, [("If-None-Match", "\"2;html1\"")]).status == 200)
        // A page may change with the server, so that it is asked for each time.
        let message = await face.get("/streams/a/1", browser)
        #expect(message[.cacheControl] == "no-cache")
        let same = await face.get("/streams/a/1", browser + [("If-None-Match", "\"1;html1\"")])
        #expect(same.status == 304)
        #expect(same[.cacheControl] == "no-cache")
    }

    /// A document with a little of everything that a page shows.
    private static let document: Bytes = #"""
        {"number":1.50,"text":"<&>","nested":{"a":[1,null]},"_links":{"self":{"href":"./a"},\
        "x:find":{"href":"b/{id}{?q}","templated":true,"title":"Find"},"next":{"href":"./c"},\
        "alternate":[{"href":"./a","type":"text/html"}],"curies":[{"name":"x","href":"d/{rel}","templated":true}]},\
        "_embedded":{"x:form":{"$schema":"http://json-schema.org/draft-07/schema#","title":"Send","type":"object",\
        "required":["t"],"properties":{"t":{"type":"string","maxLength":3}},"links":[{"rel":"x:form","href":"./a",\
        "targetHints":{"allow":["POST"]},"submissionMediaType":"application/json"}],"_links":{"self":{"href":"e"}}},\
        "x:item":[{"n":1,"_links":{"self":{"href":"f","title":"F"}}}]}}
        """#

    @Test func `a page that looks different has another mark`() {
        let request = Request(method: .get, target: Target("/a"))
        let page = ExplorerPage.html(Self.document, request, .ok)
        let sum = page.array.reduce(into: UInt64(14_695_981_039_346_656_037)) { sum, byte in
            sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211
        }
        #expect(
            "\(Representation.html.mark) \(String(sum, radix: 16))" == "html1 4e08a6571365b89",
            "pages look different: raise the number of the mark of Representation.html, and note the new sum"
        )
    }

    @Test func `HEAD has the header of the page`() async throws {
        let face = try await filled()
        let reply = await face.send(.head, "/streams/a/1", browser)
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "text/html; charset=utf-8")
        #expect(reply[.etag] == "\"1;html1\"")
    }

    @Test func `redirects stay redirects`() async throws {
        let face = try await filled()
        let reply = await face.get("/streams/a", browser)
        #expect(reply.status == 308)
        #expect(reply[.location] == "../streams/a?d=b&m=20&p=-1&e=0")
        #expect(reply.page.addresses.contains("../streams/a?d=b&m=20&p=-1&e=0"))
        #expect(await face.get("/streams/a/-1", browser).status == 307)
    }

    @Test func `what went wrong is a page too`() async throws {
        let face = try await filled()
        let rows: [(HTTP.Method, String, Int, String)] = [
            (.get, "/nowhere", 404, "There is nothing at this address."),
            (.get, "/streams/none?d=b&m=20&p=-1&e=0", 404, "lastStreamVersion -1"),
            (.put, "/streams/a", 405, "This resource does not know the method."),
            (.get, "/streams?m=0", 400, "m is 1 or more."),
            (.delete, "/streams/$deleted", 400, "$"),
        ]
        for (method, address, status, words) in rows {
            let reply = await face.send(method, address, browser)
            #expect(reply.status == status || words == "$", "\(address)")
            #expect(reply[.contentType] == "text/html; charset=utf-8", "\(address)")
            #expect(reply.page.faults == [], "\(address)")
            #expect(reply.page.text.contains("\(reply.status) "), "\(address)")
            #expect(reply.page.text.contains(words), "\(address)")
        }
        let refused = await face.get("/streams/a?d=b&m=20&p=-1&e=0", [("Accept", "image/png")])
        #expect(refused.status == 406)
        #expect(refused[.contentType] == "application/problem+json")
    }

    @Test func `documentation leads back`() async throws {
        let face = try await filled()
        let page = await face.get("/docs/append", browser).page
        #expect(page.addresses.contains("../"))
        #expect(page.addresses.contains("../docs"))
        #expect(await face.get("/docs", browser).page.addresses.contains("./"))
    }

    @Test func `further representations are named in the head`() {
        let document: Bytes =
            #"{"_links":{"alternate":[{"href":"../a","type":"application/x"},{"href":"javascript:1","type":"t/x"}]}}"#
        let request = Request(method: .get, target: Target("/a"))
        let page = WebPage(ExplorerPage.html(document, request, .ok).text)
        let found = page.all("link").filter { $0.attributes["rel"] == "alternate" }
        #expect(
            found.map(\.attributes) == [
                ["rel": "alternate", "type": "application/x", "href": "../a"]
            ])
    }
}
