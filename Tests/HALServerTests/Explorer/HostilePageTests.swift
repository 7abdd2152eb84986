import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

/// Nothing that somebody stored becomes a part of the page that shows it.
@Suite struct HostilePageTests {
    static let names = [
        "<script>alert(1)</script>", "\"><img/src=x/onerror=alert(1)>", "'onmouseover='alert(1)",
        "javascript:alert(1)", "data:text/html,<script>1</script>", "</title></bdi></td><b>",
        "&lt;script&gt;", "<!--", "]]>", "\u{202E}gnp.exe", "{{7*7}}", "a${1}", "../../etc", "é<ü>",
    ]

    /// The elements and attributes that a page is made of.
    static let known: Set<String> = [
        "html lang", "head", "meta charset", "meta name content", "title", "link rel href",
        "link rel type href", "script type src", "body", "a class href", "header", "p", "a href",
        "main id tabindex", "h1", "bdi", "section", "h2", "h3", "table class", "tr", "th scope",
        "td", "td class", "a rel href", "nav class aria-label", "article", "code", "caption",
        "form class method action", "span", "input type name value", "label", "input name",
        "button", "pre", "em", "p class", "footer",
    ]

    private func isHarmless(_ page: WebPage, _ place: String) {
        #expect(page.faults == [], "\(place)")
        for element in page.elements {
            let names = [
                "lang", "charset", "id", "class", "name", "rel", "type", "scope", "method",
            ]
            let rest = ["content", "tabindex", "aria-label", "href", "src", "action", "value"]
            let attributes = (names + rest).filter { element.attributes[$0] != nil }
            #expect(attributes.count == element.attributes.count, "\(place): \(element)")
            let shapes = Self.known.map { Set($0.split(separator: " ").map(String.init)) }
            let shape = Set([element.name] + attributes)
            #expect(shapes.contains(shape), "\(place): \(element)")
        }
        for address in page.addresses where address != "data:," {
            let scheme = address.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            #expect(!scheme.contains(":") || scheme.hasPrefix("http"), "\(place): \(address)")
        }
        #expect(page.all("script").map(\.text) == [""], "\(place)")
    }

    @Test(arguments: names) func `names and texts stay text`(name: String) async throws {
        let face = try Face()
        var segment = ByteWriter()
        Percent.encode(Bytes(name).span, into: &segment)
        let stream = segment.finish().text.replacing("%2F", with: "%252f")
        let text = JSONValue.string(Bytes(name)).text.text
        let body = """
            {"messageId":"\(Face.uuid(1))","type":\(text),"jsonData":{\(text):[\(text)]},\
            "jsonMetadata":{\(text):\(text)}}
            """
        #expect(await face.post("/streams/\(stream)", body).status == 200)
        let raw = await face.send(
            .post, "/streams/\(stream)",
            [("Content-Type", "text/html"), ("SSS-MessageType", "x")], body: Bytes(name))
        #expect(raw.status == 200)
        for address in [
            "/streams/\(stream)?d=b&m=20&p=-1&e=1", "/streams/\(stream)/0", "/streams/\(stream)/1",
            "/streams/\(stream)/metadata", "/streams", "/stream?d=b&m=20&p=-1&e=1", "/stream/0",
            "/streams/\(stream)", "/streams/\(stream)/9", "/docs/\(stream)", "/\(stream)?\(stream)",
        ] {
            let reply = await face.get(address, browser)
            isHarmless(reply.page, address)
        }
        let page = await face.get("/streams/\(stream)/0", browser).page
        #expect(page.all("h1").first?.text == name + "@0")
    }

    @Test(arguments: [
        "javascript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "JAVASCRIPT:x",
        "\u{1}javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x",
        "\\\\evil", "x:y/z",
    ]) func `a link of another scheme cannot be followed`(href: String) {
        let text = JSONValue.string(Bytes(href)).text.text
        let link = "{\"href\":\(text),\"title\":\"t\"}"
        let document = """
            {"_links":{"self":\(link),"x:next":\(link),"next":\(link),"alternate":[{"href":\(text),\
            "type":"a/b"}],"t":{"href":\(text),"templated":true},"curies":[{"name":"x","href":\(text),\
            "templated":true}]},"_embedded":{"x:y":[{"_links":{"self":\(link),"z":\(link)}}],\
            "f":{"$schema":"schema#","links":[{"href":\(text)}]}}}
            """
        let request = Request(method: .get, target: Target("/a/b"))
        let page = WebPage(ExplorerPage.html(Bytes(document), request, .ok).text)
        isHarmless(page, href)
        for address in page.addresses where address != "data:," {
            #expect(!address.contains(":") && !address.contains("\\"), "\(address)")
        }
    }

    @Test(arguments: [
        ("../a?b=c:d", true), ("./", true), ("a/b:c", true), ("http://x", true),
        ("HTTPS://x", true),
        ("#main", true), ("", true), ("?a:b", true), ("javascript:1", false), ("a:b", false),
        (":", false), ("http :", false), ("a\u{7F}", false), ("a b", false), ("\\a", false),
        ("\n", false),
    ]) func `references are safe or they are not links`(reference: String, isSafe: Bool) {
        #expect(Bytes(reference).isSafeReference == isSafe)
    }

    @Test func `control characters are shown, not sent`() {
        var writer = ByteWriter()
        writer.append(html: Bytes("a\u{0}b\u{1B}[1m\tc\r\nd\u{7F}"))
        #expect(writer.finish().text == "a\u{FFFD}b\u{FFFD}[1m\tc&#13;\nd\u{FFFD}")
    }

    @Test func `what means something in HTML is escaped`() {
        var writer = ByteWriter()
        writer.append(html: Bytes("<a b=\"c\" d='e'>&amp;é</a>"))
        let escaped = "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;é&lt;/a&gt;"
        #expect(writer.finish().text == escaped)
    }

    @Test func `payloads cannot run as pages of this server`() async throws {
        let face = try Face()
        await face.send(
            .post, "/streams/a", [("Content-Type", "text/html")],
            body: Bytes("<script>alert(1)</script>"))
        let reply = await face.get("/streams/a/0/payload", browser)
        #expect(reply[.contentTypeOptions] == "nosniff")
        #expect(reply[.contentSecurityPolicy] == "sandbox; default-src 'none'")
        #expect(reply[.contentDisposition] == "attachment")
    }

    @Test(arguments: ["application/json", "application/hal+json"])
    func `payloads say that they are no documents of this server`(type: String) async throws {
        let face = try Face()
        await face.send(
            .post, "/streams/a", [("Content-Type", type), ("SSS-MessageType", "t")],
            body: Bytes(#"{"_links":{"self":{"href":"/"}}}"#))
        let reply = await face.get("/streams/a/0/payload")
        #expect(reply[.contentType] == type)
        #expect(reply[.contentSecurityPolicy] == "sandbox; default-src 'none'")
    }
}
