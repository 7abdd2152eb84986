import HTTP
import Octets
import Testing

@Suite struct MarksTests {
    @Test(arguments: [
        (#""9;atom""#, #""9""#),
        (#"W/"9;atom""#, #"W/"9""#),
        (#""9", "8;atom","7;gzip""#, #""8""#),
        (#""9;atom;gzip""#, #""""#),
        (#""9""#, #""""#),
        ("*", "*"),
        ("9;atom", #""""#),
        ("", #""""#),
    ])
    func `a mark is taken off the tags that have it, and others hold no longer`(
        sent: String, left: String
    ) throws {
        for name: HeaderName in [.ifNoneMatch, .ifMatch] {
            var headers = Headers()
            headers.add(name, try #require(HeaderValue(sent)))
            let request = Request(
                method: .get, target: Target(path: "/", query: nil), headers: headers)
            #expect(request.withoutMark("atom").headers[name] == Bytes(left))
        }
    }

    @Test func `a date in If-Range stays`() throws {
        var headers = Headers()
        headers.add(.ifRange, "Sun, 06 Nov 1994 08:49:37 GMT")
        let request = Request(
            method: .get, target: Target(path: "/", query: nil), headers: headers)
        #expect(request.withoutMark("gzip").headers[.ifRange] == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test(arguments: [
        (#""9""#, #""9;atom""#), (#"W/"9""#, #"W/"9;atom""#), (#""9;-1""#, #""9;-1;atom""#),
    ])
    func `a mark goes inside of the quotes`(tag: String, marked: String) throws {
        var response = Response(.ok)
        response.headers.add(.etag, try #require(HeaderValue(tag)))
        response.mark("atom")
        #expect(response.headers[.etag] == Bytes(marked))
    }

    @Test func `what has no tag gets none`() {
        var response = Response(.ok)
        response.mark("atom")
        #expect(response.headers[.etag] == nil)
    }
}
