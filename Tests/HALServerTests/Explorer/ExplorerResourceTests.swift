import HTTP
import Octets
import Testing

@testable import HALServer

@Suite struct ExplorerResourceTests {
    @Test(arguments: ExplorerFile.names)
    func `each file is served with its type and a validator`(name: Bytes) async throws {
        let face = try Face()
        let reply = await face.get("/explorer/\(name)")
        #expect(reply.status == 200)
        let isStyle = name.text.hasSuffix(".css")
        let type = isStyle ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
        #expect(reply[.contentType] == type)
        #expect(reply[.contentTypeOptions] == "nosniff")
        #expect(reply[.cacheControl] == "no-cache")
        let tag = try #require(reply[.etag])
        let again = await face.get("/explorer/\(name)", [("If-None-Match", tag)])
        #expect(again.status == 304)
        #expect(again[.etag] == tag)
        #expect(await face.send(.post, "/explorer/\(name)").status == 405)
    }

    @Test func `files of other contents have other tags`() {
        let tags = ["", "a", "b", "ab", "ba"].map {
            ExplorerFile(name: "x.js", content: Bytes($0)).document.response.headers[.etag]
        }
        #expect(Set(tags).count == tags.count)
    }

    @Test(arguments: [
        "nothing.js", "explorer", "EXPLORER.JS", "..%2fdocs%2fappend.md", "%2e%2e%2fx", ".js",
        "expand", "expand?x=1",
    ]) func `nothing else is served`(name: String) async throws {
        #expect(try await Face().get("/explorer/\(name)").status == 404)
    }

    @Test(arguments: [
        ("streams/{streamId}", "streamId=a", "../streams/a"),
        ("streams{?p,t,m}", "p=a%20b&t=s&m=", "../streams?p=a%20b&t=s"),
        ("streams{?p,t,m}", "p=&t=&m=", "../streams"), ("a", "", "../a"),
        // Whatever the template says, it stays a path below this server's root.
        ("//evil.example/", "", "..///evil.example/"),
        ("https://evil.example/", "", "../https://evil.example/"),
        ("javascript:alert(1)", "", "../javascript:alert(1)"), ("\\\\evil", "", "../%5C%5Cevil"),
        ("a\r\nSet-Cookie: b", "", "../a%0D%0ASet-Cookie:%20b"),
        ("{+x}", "x=%0d%0aY:%201", "../%0D%0AY:%201"), ("{x", "x=1", "../%7Bx"),
    ]) func `a filled template leads where it says`(
        template: String, values: String, location: String
    ) async throws {
        var query = ByteWriter()
        Percent.encode(Bytes(template).span, into: &query)
        let reply = try await Face().get("/explorer/expand?.template=\(query.finish())&\(values)")
        #expect(reply.status == 303)
        #expect(reply[.location] == location)
    }

    @Test(arguments: [
        // RFC 6570 §1.2 and §3.2
        ("{var}", "value"), ("{hello}", "Hello%20World%21"), ("{+var}", "value"),
        ("{+hello}", "Hello%20World!"), ("{+path}/here", "/foo/bar/here"), ("X{#var}", "X#value"),
        ("map?{x,y}", "map?1024,768"), ("{+x,hello,y}", "1024,Hello%20World!,768"),
        ("X{.var}", "X.value"), ("X{.x,y}", "X.1024.768"), ("{/var,x}/here", "/value/1024/here"),
        ("{;x,y,empty}", ";x=1024;y=768;empty"), ("{?x,y,empty}", "?x=1024&y=768&empty="),
        ("?fixed=yes{&x}", "?fixed=yes&x=1024"), ("{undefined}", ""), ("{?undefined}", ""),
        ("{?undefined,x}", "?x=1024"), ("{var:3}", "value"), ("{x*}", "1024"), ("a{}b", "ab"),
        ("a}b", "a%7Db"),
    ]) func `templates are filled in as RFC 6570 says`(template: String, expected: String) {
        let values: [Bytes: Bytes] = [
            "var": "value", "hello": "Hello World!", "path": "/foo/bar", "x": "1024", "y": "768",
            "empty": "",
        ]
        #expect(URITemplate(Bytes(template)).expanded { values[$0] }.text == expected)
    }

    @Test(
        arguments: [
            ("../streams/{streamId}", "/streams/a", "streams/{streamId}"),
            ("streams{?p,t,m}", "/", "streams{?p,t,m}"), ("./streams{?p}", "/", "streams{?p}"),
            ("../streams{?p,t,m}", "/streams", "streams{?p,t,m}"),
            ("../../x/{y}", "/a/b/c", "x/{y}"),
            ("../../../../x", "/a/b", "x"), ("{y}", "/a/b", "a/{y}"), ("x{?a:3}", "/a", "x{?a:3}"),
            ("x?y=../{z}", "/a", "x?y=../{z}"), ("/x/{y}", "/a", nil), ("http://x/{y}", "/a", nil),
            ("//x/{y}", "/a", nil), ("a/b:c", "/a", "a/b:c"),
        ] as [(String, String, String?)])
    func `a template is known by its place below the root`(
        template: String, path: String, expected: String?
    ) {
        #expect(Bytes(template).belowRoot(from: Bytes(path))?.text == expected)
    }
}
