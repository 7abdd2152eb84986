import JSON
import Octets
import Testing

/// What the scanner makes of a whole text: nil if it takes it, else the error.
func fault(in text: Bytes, toleratingMark: Bool = false) -> JSONError? {
    var scanner = JSONScanner(text.span)
    if toleratingMark { scanner.skipByteOrderMark() }
    do {
        try scanner.skipValue()
        try scanner.finish()
        return nil
    } catch {
        return error
    }
}

func repeating(_ text: String, _ count: Int, _ end: String = "") -> Bytes {
    Bytes(String(repeating: text, count: count) + end)
}

struct JSONScannerTests {
    @Test(arguments: [
        "[]", "{}", " [ ] ", "\t{\n}\r", "null", "true", "false", "\"\"", "0", "-0", "1", "-1",
        "[1,2]", "[ 1 , 2 ]", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ { } ] }", "{\"\":0}",
        "{\"a\":1,\"a\":2}", "{\"a\\u0000b\":1}", "123.456", "1e1", "1E1", "1e+1", "1e-1", "0e1",
        "0.1e1", "-0.0", "1.5E-300", "1e999", "-1e-999", "123456789012345678901234567890",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uD834\\uDD1E\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\uFFFF\"", "\"é漢🦊\"", "\"\u{7F}\"", "\"\u{2028}\"",
        "\"/\"", "\"a\\u005Cb\"", "[[[[[[]]]]]]", "[{},[],\"\",0,true,false,null]",
    ])
    func `takes everything that RFC 8259 calls JSON`(_ text: String) {
        #expect(fault(in: Bytes(text)) == nil)
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[}", "{]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]",
        "[1 2]", "[1}", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
        "{,}", "{,\"a\":1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}", "{a:1}", "{'a':1}",
        "{1:1}", "{null:1}", "{\"a\":1]", "[\"a\":1]", "{\"a\",1}", "[]]", "{}}", "[] []", "1 2",
        "[]x", "nul", "nulll", "Null", "NULL", "tru", "truE", "falsy", "NaN", "Infinity",
        "-Infinity", "undefined", "+1", "-", "--1", "-a", "01", "-01", "00", "1.", ".1", "-.1",
        "1.e1", "1e", "1e+", "1e-", "1ee1", "1e1.5", "1e1e1", "0x1", "0b1", "1_000", "1,000",
        "1a", "1.2.3", "\"", "\"a", "'a'", "\"\\\"", "\"\\", "\"\\a\"", "\"\\x41\"", "\"\\'\"",
        "\"\\0\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"", "\"\\u 123\"",
        "\"\\U1234\"", "\"\\ud800\\u12\"", "\"a\nb\"", "\"a\tb\"", "\"a\rb\"", "\"\u{0}\"",
        "\"\u{1F}\"", "\u{0}", "[]\u{0}", "\u{C}[]", "\u{B}[]", "\u{A0}[]", "\u{2003}[]",
        "\u{FEFF}[]", "// no\n1", "/* no */1", "[1]//", "#1", "<a/>", "a=b", "[\"\"\"]",
    ])
    func `refuses everything else`(_ text: String) {
        #expect(fault(in: Bytes(text)) != nil)
    }

    @Test(arguments: [
        [0x80], [0xC3], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0xA6],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE, 0xFF], [0xE9],
    ])
    func `refuses ill-formed UTF-8 inside strings, and says where`(_ bytes: [UInt8]) {
        for padding in 0..<12 {
            let lead = [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: padding)
            let error = fault(in: Bytes(lead + bytes + [UInt8(ascii: "\"")]))
            #expect(error?.offset == padding + 1)
        }
    }

    @Test func `refuses UTF-16 and UTF-32`() {
        for text: [UInt8] in [
            [0xFF, 0xFE, 0x5B, 0, 0x5D, 0], [0xFE, 0xFF, 0, 0x5B, 0, 0x5D], [0, 0x5B, 0, 0x5D],
            [0x5B, 0, 0x5D, 0], [0, 0, 0, 0x5B, 0, 0, 0, 0x5D],
        ] {
            #expect(fault(in: Bytes(text)) != nil)
        }
    }

    @Test func `a byte order mark is passed over only at the beginning and only when asked`() {
        let marked = Bytes([0xEF, 0xBB, 0xBF] + Array("{}".utf8))
        #expect(fault(in: marked) != nil)
        #expect(fault(in: marked, toleratingMark: true) == nil)
        #expect(fault(in: Bytes([0xEF, 0xBB]), toleratingMark: true) != nil)
        #expect(
            fault(in: Bytes([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x31]), toleratingMark: true)
                != nil)
    }

    @Test func `512 containers inside each other are taken, 513 are not`() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = open == "[" ? "" : "0"
            let fits = String(repeating: open, count: 512) + inner
            #expect(fault(in: repeating(close, 512).prefixed(fits)) == nil)
            let exceeds = String(repeating: open, count: 513) + inner
            let error = fault(in: repeating(close, 513).prefixed(exceeds))
            #expect(error?.reason == "more than 512 values inside each other")
            #expect(error?.offset == 512 * open.utf8.count)
        }
    }

    @Test func `the depth of what was begun and of what is skipped add up`() throws {
        let text = repeating("[", 513)
        var scanner = JSONScanner(text.span)
        for _ in 0..<500 {
            try scanner.beginArray()
            let seen1 = try scanner.nextElement()
            #expect(seen1)
        }
        var error: JSONError?
        do { try scanner.skipValue() } catch let thrown { error = thrown }
        #expect(error?.offset == 512)
        var deepest = JSONScanner(text.span)
        for _ in 0..<512 {
            try deepest.beginArray()
            let follows = try deepest.nextElement()
            #expect(follows)
        }
        error = nil
        do { try deepest.beginArray() } catch let thrown { error = thrown }
        #expect(error?.offset == 512)
    }

    @Test func `a million opening brackets are refused at once`() {
        for open in ["[", "{\"a\":", "[{\"\":"] {
            #expect(fault(in: repeating(open, 1_000_000)) != nil)
        }
    }

    @Test func `numbers of 20,000 digits and 60,000 equal names pass`() {
        #expect(fault(in: repeating("9", 20_000)) == nil)
        #expect(
            fault(in: repeating("9", 20_000, "e9" + String(repeating: "9", count: 20_000))) == nil)
        #expect(fault(in: repeating("\"a\":0,", 60_000, "\"b\":1}").prefixed("{")) == nil)
    }

    @Test func `no two bytes followed by nothing ever trap, and the right ones pass`() {
        var taken: [Bytes] = []
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let text = Bytes([first, second])
                if fault(in: text) == nil { taken.append(text) }
                // The same behind the beginnings of strings, escapes, numbers and names.
                for lead in ["\"", "\"\\u", "1", "-", "{", "{\"a\"", "[1", "tr", "\"é"] {
                    _ = fault(in: text.prefixed(lead))
                }
            }
        }
        // "10" to "99" (90), "-0" to "-9" (10), a digit with one of four blanks on either side (80),
        // [] {} and the empty string.
        #expect(taken.count == 90 + 10 + 80 + 3)
    }

    @Test func `every prefix of a document is refused, at its end`() {
        let document = Bytes(
            "{\"a\": [1.5e+3, true, null, \"x\\u00e9\\n\", {\"\": -0}], \"b\": \"é\"}")
        #expect(fault(in: document) == nil)
        for end in 0..<document.count {
            let error = fault(in: document[0..<end])
            #expect(error != nil)
            #expect((error?.offset ?? 0) <= end)
        }
    }

    @Test(arguments: [
        ("[1,]", 3, "expected a value"), ("{\"a\" 1}", 5, "expected a colon"),
        ("{\"a\":1,}", 7, "expected a name"),
        ("[1 2]", 3, "expected a comma or the end of the container"),
        ("\"\\x\"", 1, "an unknown escape"), ("[01]", 1, "a number begins with 0"),
        ("[1] 2", 4, "unexpected text at the end"),
        ("\"a\nb\"", 2, "a control character in a string"),
        ("[", 1, "expected a value or the end of the array, but the text ends"),
        ("[\"abc", 5, "a string does not end"), ("[-x]", 2, "expected a digit"),
    ])
    func `says what is wrong, and where`(_ text: String, _ offset: Int, _ reason: String) {
        #expect(fault(in: Bytes(text)) == JSONError(reason, at: offset))
    }
}

extension Bytes {
    func prefixed(_ text: String) -> Bytes { Bytes(Array(text.utf8) + array) }
}
