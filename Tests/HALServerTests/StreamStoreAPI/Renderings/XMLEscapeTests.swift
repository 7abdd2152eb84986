import Octets
import Testing

@testable import HALServer

@Suite struct XMLEscapeTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("", ""),
            ("a&b<c>d\"e'f", "a&amp;b&lt;c&gt;d&quot;e'f"),
            ("]]>", "]]&gt;"),
            ("a\tb\nc\rd", "a&#9;b&#10;c&#13;d"),
            ("caf\u{E9} \u{20AC} \u{1F600}", "caf\u{E9} \u{20AC} \u{1F600}"),
            ("a\u{0}\u{1}\u{1F}b", "a\u{FFFD}\u{FFFD}\u{FFFD}b"),
        ])
    func `what XML would not take is escaped or replaced`(text: String, escaped: String) {
        var writer = ByteWriter()
        writer.append(xml: Bytes(text).span)
        #expect(writer.finish() == Bytes(escaped))
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"),
            ([0xED, 0xA0, 0x80, 0x3C], nil),
            ([0xEF, 0xBF], nil), ([0xF4, 0x90, 0x80, 0x80], nil),
        ] as [([UInt8], String?)])
    func `what is no UTF-8 never gets out`(bytes: [UInt8], shown: String?) {
        var writer = ByteWriter()
        writer.append(xml: Bytes(bytes).span)
        let written = writer.finish()
        let isWellFormed = written.span.isWellFormedUTF8
        #expect(isWellFormed)
        #expect(written.text.contains("\u{FFFD}"))
        if let shown { #expect(written.text == shown) }
    }
}
