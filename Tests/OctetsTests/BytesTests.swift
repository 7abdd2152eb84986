import Octets
import Testing

@Suite struct BytesTests {
    @Test func `bytes hold what they were made of`() {
        #expect(Bytes([1, 2, 3]).array == [1, 2, 3])
        #expect(Bytes("häl").array == Array("häl".utf8))
        #expect(Bytes(String(repeating: "x", count: 5000)).count == 5000)
        #expect(Bytes().isEmpty)
        #expect(("literal" as Bytes).text == "literal")
        #expect(("é" as Bytes).array == [0xC3, 0xA9])
    }

    @Test func `two spellings of one character are different bytes`() {
        let composed = Bytes("caf\u{e9}")
        let decomposed = Bytes("cafe\u{301}")
        #expect("caf\u{e9}" == "cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test(arguments: [
        (0..<3, "abc"), (2..<4, "cd"), (4..<9, "ef"), (6..<9, ""), (9..<12, ""), (-3..<2, "ab"),
        (-5..<(-2), ""),
    ])
    func `a window never reaches outside`(range: Range<Int>, expected: String) {
        #expect(("abcdef" as Bytes)[range].text == expected)
    }

    @Test func `a window of a window counts from its own beginning`() {
        let window = ("abcdef" as Bytes)[1..<5][1..<3]
        #expect(window.text == "cd")
        #expect(window[0] == UInt8(ascii: "c"))
        #expect(window == "cd")
        #expect(window.hashValue == ("cd" as Bytes).hashValue)
    }

    @Test func `what is shown from the same place is identical, a copy is only equal`() {
        let bytes = Bytes("abcabc")
        #expect(bytes.isIdentical(to: bytes[0..<6]))
        #expect(!bytes[0..<3].isIdentical(to: bytes[3..<6]))
        #expect(!bytes[0..<3].isIdentical(to: bytes))
        #expect(!bytes.isIdentical(to: Bytes("abcabc")))
        #expect(Bytes().isIdentical(to: Bytes()))
    }

    @Test func `order is that of the bytes`() {
        #expect(("a" as Bytes) < "ab")
        #expect(("Z" as Bytes) < "a")
        #expect(!(("b" as Bytes) < "ab"))
        #expect(Bytes([0x7F]) < Bytes([0x80]))
        #expect(!(Bytes() < Bytes()))
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 3), (4, nil), (99, nil), (-1, nil)] as [(Int, Int?)])
    func `searching finds the first byte at or behind the start`(start: Int, expected: Int?) {
        let found = ("a/b/c" as Bytes).span.firstIndex(of: UInt8(ascii: "/"), from: start)
        #expect(found == expected)
        let none = Bytes().span.firstIndex(of: 0)
        #expect(none == nil)
    }

    @Test(
        arguments: [
            ("Content-Type", "Content", true), ("Content-Type", "Content-Type", true),
            ("Content-Type", "Content-Type!", false), ("Content-Type", "", true), ("a", "b", false),
        ] as [(Bytes, Bytes, Bool)])
    func `a prefix is the first bytes`(bytes: Bytes, prefix: Bytes, expected: Bool) {
        let starts = bytes.span.starts(with: prefix.span)
        #expect(starts == expected)
    }

    @Test(
        arguments: [
            ("Content-Type", "Type", true), ("Content-Type", "Content-Type", true),
            ("a", "aa", false),
            ("a", "", true), ("ab", "a", false),
        ] as [(Bytes, Bytes, Bool)])
    func `a suffix is the last bytes`(bytes: Bytes, suffix: Bytes, expected: Bool) {
        let ends = bytes.span.ends(with: suffix.span)
        #expect(ends == expected)
    }

    @Test(
        arguments: [
            ("Content-Type", "cONTENT-tYPE", true), ("@", "`", false), ("[", "{", false),
            ("É", "é", false),
            ("a", "ab", false),
        ] as [(Bytes, Bytes, Bool)])
    func `case is that of ASCII letters alone`(left: Bytes, right: Bytes, expected: Bool) {
        let equal = left.span.equalsIgnoringASCIICase(right.span)
        #expect(equal == expected)
    }
}
