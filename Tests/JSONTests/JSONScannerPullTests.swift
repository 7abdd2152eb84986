import JSON
import Octets
import Testing

struct JSONScannerPullTests {
    @Test func `an object is read member by member, what is of no interest is skipped`() throws {
        let text: Bytes =
            " { \"id\" : \"7\", \"other\" : [ {\"id\":0}, 1 ], \"data\" : { \"b\" : 1.0 } , \"n\":42 } "
        var scanner = JSONScanner(text.span)
        var id: Bytes?
        var data: Bytes?
        var number: Int64?
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            if scanner.text(name, is: "id") {
                id = try text.decoding(scanner.string())
            } else if scanner.text(name, is: "data") {
                data = text[try scanner.skipValue()]
            } else if scanner.text(name, is: "n") {
                number = try scanner.integer()
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        #expect(id == "7")
        #expect(data == "{ \"b\" : 1.0 }")
        #expect(number == 42)
    }

    @Test func `an array is read element by element`() throws {
        let text: Bytes = "[ 1 , -2,3e0, [], true ]"
        var scanner = JSONScanner(text.span)
        var kinds: [JSONKind] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            kinds.append(try scanner.nextKind())
            try scanner.skipValue()
        }
        try scanner.finish()
        #expect(kinds == [.number, .number, .number, .array, .boolean])
    }

    @Test func `empty containers inside others are seen as empty`() throws {
        var scanner = JSONScanner(Bytes("[[],{},[[]]]").span)
        try scanner.beginArray()
        var inner = 0
        let seen1 = try scanner.nextElement()
        #expect(seen1)
        try scanner.beginArray()
        let seen2 = try !scanner.nextElement()
        #expect(seen2)
        let seen3 = try scanner.nextElement()
        #expect(seen3)
        try scanner.beginObject()
        let seen11 = try scanner.nextName()
        #expect(seen11 == nil)
        while try scanner.nextElement() {
            inner += 1
            try scanner.skipValue()
        }
        #expect(inner == 1)
        try scanner.finish()
    }

    @Test(arguments: ["[,1]", "[1,]", "[1 2]", "[1,,2]", "[", "[1", "[1,", "{}", "1", ""])
    func `reading an array element by element is as strict as skipping it`(_ text: String) {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        var failed = false
        do {
            try scanner.beginArray()
            while try scanner.nextElement() { try scanner.skipValue() }
        } catch {
            failed = true
        }
        #expect(failed)
    }

    @Test(arguments: [
        "{,}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\"}", "{\"a\":}", "{1:2}", "{", "{\"a\":1",
        "[]",
        "{\"a\":1]",
    ])
    func `reading an object member by member is as strict as skipping it`(_ text: String) {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        var failed = false
        do {
            try scanner.beginObject()
            while try scanner.nextName() != nil { try scanner.skipValue() }
        } catch {
            failed = true
        }
        #expect(failed)
    }

    @Test(arguments: [
        "\"type\"", "\"\\u0074ype\"", "\"\\u0074\\u0079\\u0070\\u0065\"", "\"typ\\u0065\"",
    ])
    func `names are the same in whatever way they are escaped`(_ text: String) throws {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        let name = try scanner.string()
        let seen4 = scanner.text(name, is: "type")
        #expect(seen4)
        let seen5 = !scanner.text(name, is: "typ")
        #expect(seen5)
        let seen6 = !scanner.text(name, is: "types")
        #expect(seen6)
        let seen7 = !scanner.text(name, is: "tyqe")
        #expect(seen7)
        let seen8 = !scanner.text(name, is: "")
        #expect(seen8)
    }

    @Test(arguments: [
        ("\"\"", ""), ("\"abc\"", "abc"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"),
        ("\"\\u00e9\"", "\u{E9}"), ("\"x\\uD834\\uDD1Ey\"", "x\u{1D11E}y"), ("\"\\u6f22\"", "漢"),
        ("\"\\uFFFF\"", "\u{FFFF}"), ("\"\\uDBFF\\uDFFF\"", "\u{10FFFF}"), ("\"é\\n漢\"", "é\n漢"),
    ])
    func `strings are decoded`(_ text: String, _ expected: String) throws {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        let token = try scanner.string()
        let seen12 = try scanner.decoding(token)
        #expect(seen12 == Bytes(expected))
        #expect(try text.decoding(token) == Bytes(expected))
    }

    @Test func `an escaped NUL is decoded to a byte like any other`() throws {
        let text: Bytes = "\"a\\u0000b\""
        var scanner = JSONScanner(text.span)
        #expect(try text.decoding(scanner.string()) == Bytes([0x61, 0, 0x62]))
    }

    @Test(arguments: [
        ("\"ab\\ud800\"", 3), ("\"\\udc00\"", 1), ("\"\\ud800\\ud800\"", 1), ("\"\\ud800x\"", 1),
        ("\"\\ud834\\n\\udd1e\"", 1),
    ])
    func `a lone surrogate passes as it stands and fails when decoded`(
        _ text: String, _ offset: Int
    ) throws {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        let token = try scanner.string()
        try scanner.finish()
        #expect(throws: JSONError("a surrogate stands alone", at: offset)) {
            try text.decoding(token)
        }
        let seen9 = !scanner.text(token, is: "ab")
        #expect(seen9)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1.0", 1), ("1e2", 100), ("1.5e1", 15),
            ("100e-2", 1), ("0e99999999999999999999", nil), ("0e5", 0), ("0.000", 0),
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("1.5", nil), ("1e19", nil), ("1e999999999999", nil),
            ("1e-1", nil), ("9.3e18", nil), ("9.2e18", 9_200_000_000_000_000_000),
            ("10000000000000000000000e-22", 1), ("1E+2", 100),
        ] as [(String, Int64?)])
    func `whole numbers are read in every spelling, others are no integers`(
        _ text: String, _ expected: Int64?
    ) throws {
        let text = Bytes(text)
        var scanner = JSONScanner(text.span)
        if let expected {
            let seen13 = try scanner.integer()
            #expect(seen13 == expected)
        } else {
            var failed = false
            do { _ = try scanner.integer() } catch { failed = true }
            #expect(failed)
        }
    }

    @Test func `asking for the wrong kind says what was expected, and reads nothing`() throws {
        let text: Bytes = "  true"
        var scanner = JSONScanner(text.span)
        var reasons: [String] = []
        do { try scanner.beginObject() } catch { reasons.append(error.reason) }
        do { try scanner.beginArray() } catch { reasons.append(error.reason) }
        do { _ = try scanner.string() } catch { reasons.append(error.reason) }
        do { _ = try scanner.number() } catch { reasons.append(error.reason) }
        do { try scanner.null() } catch { reasons.append(error.reason) }
        #expect(
            reasons == [
                "expected an object", "expected an array", "expected a string",
                "expected a number", "expected null",
            ])
        let offset = scanner.offset
        #expect(offset == 2)
        let seen10 = try scanner.boolean()
        #expect(seen10)
    }

    @Test func `a missing value can be tolerated by who asks for it`() throws {
        let text: Bytes = "{\"a\": , \"b\":1, \"c\":}"
        #expect(fault(in: text) != nil)
        var scanner = JSONScanner(text.span)
        var missing: [Bytes] = []
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            if scanner.isValueMissing() {
                missing.append(try text.decoding(name))
            } else {
                try scanner.skipValue()
            }
        }
        try scanner.finish()
        #expect(missing == ["a", "c"])
    }

    @Test func `decoding without escapes shares the text's bytes`() throws {
        let text: Bytes = "\"plain\""
        var scanner = JSONScanner(text.span)
        let token = try scanner.string()
        #expect(!token.isEscaped)
        #expect(token.range == 1..<6)
    }
}
