import HTTP
import Octets
import TestSupport
import Testing

@Suite struct NegotiationTests {
    @Test(
        arguments: [
            (nil, "application/hal+json"), ("", "application/hal+json"),
            ("*/*", "application/hal+json"), ("text/html", "text/html"),
            ("TEXT/HTML", "text/html"), ("text/*", "text/html"),
            ("application/*", "application/hal+json"),
            ("text/html, application/hal+json", "application/hal+json"),
            ("text/html, application/hal+json;q=0.9", "text/html"),
            ("text/html;q=0.2,application/hal+json;q=0.1,*/*;q=1", "text/html"),
            ("*/*;q=1, application/hal+json;q=0", "text/html"),
            ("application/hal+json;q=0.1, image/png", "application/hal+json"),
            ("text/*;q=0.5, text/html;q=0.9, application/hal+json;q=0.7", "text/html"),
            ("text/html;q=0.1, text/*;q=0.9, application/hal+json;q=0.5", "application/hal+json"),
            ("application/hal+json; charset=utf-8", "application/hal+json"),
            ("application/hal+json;profile=\"a,b;q=0\";q=0.3", "application/hal+json"),
            (
                "application/hal+json;v=1;q=0.1, application/hal+json, text/html",
                "application/hal+json"
            ),
            ("text/html, text/*;q=0.5, image/*, application/*", "text/html"),
            ("application/*, text/html", "text/html"), ("text/html, */*", "text/html"),
            ("*/*, application/hal+json", "application/hal+json"),
            ("text/html;q=0.5, */*", "application/hal+json"),
            (" text/html ;\tq=0.7 , */* ; q=0.1", "text/html"),
            ("text/html;Q=1,*/*;q=.5", "text/html"),
            ("image/png", nil), ("application/hal+json;q=0", nil), ("*/*;q=0", nil),
            ("application/hal+json;q=0, text/html;q=0.000, */*", nil),
            ("text", "application/hal+json"),
            (";;;,,,", "application/hal+json"), ("/", "application/hal+json"),
            ("rubbish, text/html", "text/html"), ("text/html;q=abc", "text/html"),
            ("text/html;q=7, application/hal+json;q=0.9", "text/html"),
            ("application/hal+jsonx", nil), ("appli/*", nil), ("*/html", nil),
            ("\"unclosed", "application/hal+json"),
            ("text/html;q=0.0004, application/hal+json;q=0.001", "application/hal+json"),
        ] as [(String?, String?)]) func `the best of two types`(accept: String?, chosen: String?)
    {
        let type = Negotiation.choose(from: [.hal, .html], accept: accept.map { Bytes($0) })
        #expect(type?.essence.text == chosen)
    }

    @Test func `three hundred entries are read`() {
        var entries = (0..<300).map { "image/x-\($0);q=0.5" }
        #expect(
            Negotiation.choose(from: [.hal], accept: Bytes(entries.joined(separator: ","))) == nil)
        entries.append("application/hal+json;q=0.1")
        let chosen = Negotiation.choose(
            from: [.hal], accept: Bytes(entries.joined(separator: ", ")))
        #expect(chosen == .hal)
    }

    @Test(arguments: 0..<200) func `no bytes upset it`(seed: Int) {
        var dice = Dice(UInt64(seed))
        let alphabet = Array("*/;,=q0.1\"\\ \tahtml".utf8)
        let bytes = (0..<60).map { _ in dice.pick(alphabet) }
        let chosen = Negotiation.choose(from: [.hal, .html], accept: Bytes(bytes))
        #expect(chosen == nil || chosen == .hal || chosen == .html)
    }
}
