import Testing

@testable import Octets

@Suite struct QuoteEscapingTests {
    /// 0 on a processor without: then both ways are the plain loop.
    private let byteShuffle: CInt = ByteWriter.hasByteShuffle

    /// What is right, byte by byte.
    private func expected(_ text: [UInt8]) -> (written: [UInt8], stop: Int) {
        var written: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if byte < 0x20 || byte >= 0x80 { return (written, index) }
            if byte == 0x22 || byte == 0x5C { written.append(0x5C) }
            written.append(byte)
        }
        return (written, text.count)
    }

    private func check(_ text: [UInt8]) {
        let right = expected(text)
        for hasByteShuffle: CInt in [0, byteShuffle] {
            var writer = ByteWriter(capacity: 16)
            writer.append("<")
            let stop = writer.append(
                escapingQuotesOf: text.span, from: 0, hasByteShuffle: hasByteShuffle)
            #expect(stop == right.stop)
            #expect(writer.finish().array == [0x3C] + right.written, "\(text)")
        }
    }

    @Test func `every length with quotes, backslashes and stops at every place`() {
        for length in 0..<40 {
            check([UInt8](repeating: 0x61, count: length))
            check([UInt8](repeating: 0x22, count: length))
            for place in 0..<length {
                for byte: UInt8 in [0x22, 0x5C, 0x1F, 0x20, 0x7F, 0x80, 0xFF, 0x00] {
                    var text = [UInt8](repeating: 0x62, count: length)
                    text[place] = byte
                    check(text)
                    for index in stride(from: 0, to: length, by: 3) where index != place {
                        text[index] = 0x5C
                    }
                    check(text)
                }
            }
        }
    }

    @Test func `random texts, longer than one stretch too`() {
        var generator = SystemRandomNumberGenerator()
        let letters: [UInt8] = [0x22, 0x5C, 0x61, 0x62, 0x7F, 0x20, 0x21, 0x23, 0x5B, 0x5D]
        for round in 0..<300 {
            let length = round < 290 ? Int.random(in: 0..<200) : Int.random(in: 4000..<9000)
            var text = (0..<length).map { _ in letters[Int.random(in: 0..<10, using: &generator)] }
            if round % 3 == 0, length > 0 { text[Int.random(in: 0..<length)] = 0xC3 }
            check(text)
        }
    }
}
