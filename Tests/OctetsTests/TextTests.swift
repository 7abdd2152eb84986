import Octets
import Testing

@Suite struct TextTests {
    @Test(
        arguments: [
            ([], true), ([0x41], true), ([0xC3, 0xA9], true), ([0xE2, 0x82, 0xAC], true),
            ([0xF0, 0x9F, 0x98, 0x80], true), ([0xF4, 0x8F, 0xBF, 0xBF], true),
            ([0xEF, 0xBF, 0xBF], true),
            ([0x80], false), ([0xC0, 0xAF], false), ([0xC1, 0x81], false), ([0xC3], false),
            ([0xE0, 0x9F, 0xBF], false), ([0xED, 0xA0, 0x80], false), ([0xE2, 0x82], false),
            ([0xE2, 0x28, 0xA1], false), ([0xE2, 0x82, 0x28], false),
            ([0xF0, 0x8F, 0xBF, 0xBF], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xF5, 0x80, 0x80, 0x80], false), ([0xFF], false),
            ([0xF0, 0x9F, 0x98], false), ([0xF0, 0x9F, 0x98, 0x41], false), ([0x41, 0xC3], false),
        ] as [([UInt8], Bool)])
    func `UTF-8 is well formed or it is not`(bytes: [UInt8], wellFormed: Bool) {
        let bytes = Bytes(bytes)
        let found = bytes.span.isWellFormedUTF8
        #expect(found == wellFormed)
        #expect((String(validating: bytes.array, as: UTF8.self) != nil) == wellFormed)
    }

    @Test(
        arguments: [
            ("0", 0), ("-1", -1), ("+7", 7), ("007", 7), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil),
            ("", nil), ("-", nil), ("+", nil), ("1 ", nil), (" 1", nil), ("1.0", nil), ("0x1", nil),
            ("--1", nil), ("99999999999999999999999999", nil), ("١", nil),
        ] as [(String, Int64?)])
    func `decimal integers are read whole or not at all`(text: String, expected: Int64?) {
        let bytes = Bytes(text)
        let number = Int64(decimal: bytes.span)
        #expect(number == expected)
    }
}
