import JSON
import Octets
import Testing

struct JSONWriterTests {
    @Test func `commas and nesting are written where they belong`() {
        var writer = JSONWriter(capacity: 8)
        writer.beginObject()
        writer.name("a")
        writer.value(1)
        writer.name("b")
        writer.beginArray()
        writer.value(true)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.value("x")
        writer.endArray()
        writer.name(escaping: Bytes("c\"").span)
        writer.splice("{ \"raw\" : 1 }")
        writer.name("d")
        writer.value(UUID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210))
        writer.endObject()
        #expect(
            writer.finish()
                == """
                {"a":1,"b":[true,null,{},[],"x"],"c\\"":{ "raw" : 1 },\
                "d":"01234567-89ab-cdef-fedc-ba9876543210"}
                """)
    }

    @Test(arguments: [
        ("", "\"\""), ("plain", "\"plain\""), ("a\"b\\c/d", "\"a\\\"b\\\\c/d\""),
        ("\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}", "\"\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\u{7F}\""),
        ("é漢🦊", "\"é漢🦊\""), ("12345678\"", "\"12345678\\\"\""), ("1234567\\", "\"1234567\\\\\""),
    ])
    func `strings are escaped as far as JSON demands`(_ text: String, _ expected: String) {
        var writer = JSONWriter()
        writer.value(text)
        #expect(writer.finish() == Bytes(expected))
    }

    @Test func `ill-formed UTF-8 becomes the replacement character`() {
        var writer = JSONWriter()
        writer.value(Bytes([0x61, 0xFF, 0x62, 0xED, 0xA0, 0x80, 0xC3]))
        #expect(writer.finish() == "\"a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\"")
    }

    @Test func `every byte at every place of a word is written so that it reads back`() throws {
        for byte in UInt8.min..<0x80 {
            for place in 0..<17 {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: 17)
                text[place] = byte
                if place > 0 { text[place - 1] = UInt8(ascii: "!") }
                var writer = JSONWriter()
                writer.value(Bytes(text))
                let json = writer.finish()
                #expect(try JSONValue(parsing: json) == .string(Bytes(text)))
            }
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 9, 10, 99, 100, Int64.max])
    func `integers are written in decimal`(_ number: Int64) {
        var writer = JSONWriter()
        writer.value(number)
        #expect(writer.finish() == Bytes(String(number)))
    }
}
