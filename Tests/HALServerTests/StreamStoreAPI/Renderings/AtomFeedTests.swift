import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

@Suite struct AtomFeedTests {
    private let atom = [("Accept", "application/atom+xml"), ("Host", "example.org:8080")]

    @Test func `a page is a paged feed`() async throws {
        let face = try Face()
        await face.fill("a%26b", 1..<6, type: "<made>")
        let reply = await face.get("/streams/a%26b?d=f&m=1&p=2&e=1", atom)
        #expect(reply.status == 200)
        #expect(reply[.contentType] == "application/atom+xml")
        #expect(
            reply.text == """
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                <id>http://example.org:8080/streams/a%26b</id>
                <title>a&amp;b</title>
                <updated>2018-12-17T21:20:02.7616569Z</updated>
                <author><name>HALServer</name></author>
                <link rel="self" type="application/atom+xml" href="../streams/a%26b?d=f&amp;m=1&amp;p=2&amp;e=1"/>
                <link rel="alternate" href="../streams/a%26b?d=f&amp;m=1&amp;p=2&amp;e=1"/>
                <link rel="first" href="../streams/a%26b?d=f&amp;m=1&amp;p=0&amp;e=1"/>
                <link rel="previous" href="../streams/a%26b?d=b&amp;m=1&amp;p=1&amp;e=1"/>
                <link rel="next" href="../streams/a%26b?d=f&amp;m=1&amp;p=3&amp;e=1"/>
                <link rel="last" href="../streams/a%26b?d=b&amp;m=1&amp;p=-1&amp;e=1"/>
                <entry>
                <id>urn:uuid:\(Face.uuid(3))</id>
                <title>&lt;made&gt;</title>
                <updated>2018-12-17T21:20:02.7616569Z</updated>
                <published>2018-12-17T21:20:02.7616569Z</published>
                <link rel="alternate" href="../streams/a%26b/2"/>
                <summary>a&amp;b@2</summary>
                <content type="text">{&quot;n&quot;:3}</content>
                </entry>
                </feed>

                """)
    }

    @Test func `entries stand newest first, and say where their payloads are`() async throws {
        let face = try Face()
        await face.fill("a", 1..<3)
        await face.post("/streams/a", "GIF89a", [("Content-Type", "image/gif; x=\"<&>\"")])
        for query in ["d=f&m=20&p=0&e=0", "d=b&m=20&p=-1&e=0"] {
            let text = await face.get("/stream?\(query)", atom).text
            let titles = text.split(separator: "\n").filter { $0.hasPrefix("<summary>") }
            #expect(
                titles == [
                    "<summary>a@2</summary>", "<summary>a@1</summary>", "<summary>a@0</summary>",
                ])
            #expect(text.contains(#"<content type="application/json" src="streams/a/1/payload"/>"#))
            #expect(text.contains(#"<content type="image/gif" src="streams/a/2/payload"/>"#))
            #expect(
                text.contains(
                    "<link rel=\"enclosure\" type=\"image/gif; x=&quot;&lt;&amp;&gt;&quot;\" length=\"6\""
                ))
        }
    }

    @Test(arguments: ["nonsense", "a/b/c", "a b/c", "/"])
    func `a format that is no media type is named in no format that wants one`(
        contentType: String
    ) async throws {
        let face = try Face()
        await face.post("/streams/a", "x", [("Content-Type", contentType)])
        let page = "/streams/a?d=b&m=20&p=-1&e=1"
        let feed = await face.get(page, atom).text
        #expect(feed.contains(#"<link rel="enclosure" length="1" href="../streams/a/0/payload"/>"#))
        #expect(feed.contains(#"<content src="../streams/a/0/payload"/>"#))
        let events = await face.get(page, [("Accept", "application/cloudevents-batch+json")]).text
        #expect(!events.contains("datacontenttype"))
        #expect(events.contains(#","sequence":"0000000000","#))
        #expect(await face.get("/streams/a/0")["contentType"]?.string?.text == contentType)
    }

    @Test func `an empty feed is a feed, of nothing that was ever new`() async throws {
        let face = try Face()
        for (target, status) in [("/stream", 200), ("/streams/none?d=b&m=20&p=-1&e=0", 404)] {
            let reply = await face.get(target, atom)
            #expect(reply.status == status)
            #expect(reply.text.contains("<updated>1970-01-01T00:00:00Z</updated>"))
            #expect(reply.text.hasSuffix("</feed>\n") && !reply.text.contains("<entry>"))
        }
    }

    @Test func `all pages of a feed have one id, and a filtered feed its own`() async throws {
        let face = try Face()
        await face.fill("a", 1..<6)
        func id(_ query: String) async -> Substring? {
            await face.get("/stream?\(query)", atom).text.split(separator: "\n")
                .first { $0.hasPrefix("<id>http") }
        }
        #expect(await id("d=b&m=2&p=-1&e=0") == "<id>http://example.org:8080/stream</id>")
        #expect(await id("d=f&m=1&p=2&e=1") == "<id>http://example.org:8080/stream</id>")
        #expect(
            await id("d=f&m=1&p=2&e=1&type=t%20u&prefix=a")
                == "<id>http://example.org:8080/stream?type=t%20u&amp;prefix=a</id>")
        let reply = await face.get("/stream?d=b&m=2&p=-1&e=0&type=%3C&prefix=a", atom)
        #expect(reply.text.contains("<title>All Streams, type &lt;, streams a…</title>"))
    }
}
