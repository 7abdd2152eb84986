import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// A page stays of a size that a browser can bear, whatever the document holds.
@Suite struct LargePageTests {
    private func page(_ document: String) -> WebPage {
        let request = Request(method: .get, target: Target("/a"))
        let html = ExplorerPage.html(Bytes(document), request, .ok)
        #expect(html.count < ExplorerPage.pageBytes + 100_000)
        return WebPage(html.text)
    }

    @Test func `of ten thousand messages as many are shown as there is room for`() async throws {
        let face = try Face()
        for start in stride(from: 1, to: 10_000, by: 2_500) {
            await face.fill("a", start..<(start + 2_500))
        }
        let reply = await face.get("/streams/a?d=b&m=10000&p=-1&e=1", browser)
        #expect(reply.body.count < ExplorerPage.pageBytes + 20_000)
        #expect(reply.text.hasSuffix("</html>\n"))
        let shown = reply.text.matches(of: /<article>/).count - 3
        #expect(shown > 1_000)
        let left = "\(10_000 - shown) more are in the document than this page shows."
        #expect(reply.text.contains(left))
    }

    @Test func `a long text is cut between two characters`() {
        let page = page("{\"a\":\"\(String(repeating: "é", count: 100_000))\"}")
        #expect(page.faults == [])
        #expect(page.all("td").first?.text.hasSuffix("é… (183616 more bytes)") == true)
    }

    @Test(arguments: ["[", "{\"a\":"]) func `deep JSON is set in only so far`(open: String) {
        let close = open == "[" ? "]" : "}"
        let deep =
            String(repeating: open, count: 500) + "1" + String(repeating: close, count: 500)
        let page = page("{\"a\":\(deep),\"b\":\(JSONValue.string(Bytes(deep)).text.text)}")
        #expect(page.faults == [])
        #expect(page.all("pre").count == 2)
        let longest = page.text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest < 70)
    }

    @Test func `a wide value inside a deep one costs no more than its bytes`() {
        let wide = String(repeating: "1,", count: 200_000) + "1"
        let deep =
            String(repeating: "[", count: 400) + wide + String(repeating: "]", count: 400)
        let page = page("{\"a\":\(deep)}")
        #expect(page.text.count < 50 * ExplorerPage.valueBytes)
        #expect(page.text.contains("more bytes)"))
    }

    @Test func `embedded resources are shown inside each other, but not for ever`() {
        var document = "{\"n\":0}"
        for level in 1..<100 { document = "{\"n\":\(level),\"_embedded\":{\"x\":[\(document)]}}" }
        let page = page(document)
        #expect(page.faults == [])
        #expect(page.all("article").count == ExplorerPage.embeddingDepth)
    }

    @Test(arguments: [
        "", "nonsense", "<b>", "[]", "{}", "{\"_links\":1,\"_embedded\":[]}",
        "{\"_links\":{\"self\":{}}}",
        "{\"_embedded\":{\"x\":1,\"y\":null,\"z\":[1,\"a\",[]]}}",
        #"{"a":"\ud800","b":{"c":"\udfff"}}"#,
        "{\"_links\":{\"self\":[{\"href\":1},null]}}", "{\"a\":1,\"a\":2}",
    ]) func `no document upsets it`(document: String) {
        let request = Request(method: .get, target: Target("/a"))
        let html = ExplorerPage.html(Bytes(document), request, .ok).text
        #expect(WebPage(html).faults == [])
        if !document.hasPrefix("{") { #expect(WebPage(html).text.contains(document)) }
    }

    @Test(arguments: [
        (
            #"{"a":[1,2.50,{"b":"x:{,}\"\\"}],"c":{},"d":[ ]}"#,
            "{\n  \"a\": [\n    1,\n    2.50,\n    {\n      \"b\": \"x:{,}\\\"\\\\\"\n    }\n  ],\n"
                + "  \"c\": {},\n  \"d\": []\n}"
        ),
        (" [ true , null ] ", "[\n  true,\n  null\n]"), ("1e400", "1e400"),
    ]) func `JSON is laid out, and every digit stays`(text: String, expected: String) {
        var writer = ByteWriter()
        writer.append(prettyJSON: Bytes(text), limit: 10_000)
        #expect(writer.finish().text == expected)
    }
}
