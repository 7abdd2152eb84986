import Octets
import Testing

@Suite struct ByteWriterTests {
    private func written(_ body: (inout ByteWriter) -> Void) -> String {
        var writer = ByteWriter(capacity: 1)
        body(&writer)
        return writer.finish().text
    }

    @Test(arguments: [
        0, 1, -1, 9, 10, 99, 100, -100, 1_234_567_890, Int64.max, Int64.min,
        999_999_999_999_999_999,
        1_000_000_000_000_000_000,
    ])
    func `integers are written in decimal`(number: Int64) {
        #expect(written { $0.append(decimal: number) } == String(number))
    }

    @Test func `the largest unsigned integer has twenty digits`() {
        #expect(written { $0.append(decimal: UInt64.max) } == "18446744073709551615")
        #expect(
            written { $0.append(decimal: 10_000_000_000_000_000_000 as UInt64) }
                == "10000000000000000000")
    }

    @Test func `a writer grows and keeps what it has`() {
        let text = written { writer in
            for number in 0..<1000 {
                writer.append(decimal: number)
                writer.append(UInt8(ascii: ","))
                writer.append("é")
            }
        }
        #expect(text == (0..<1000).map { "\($0),é" }.joined())
    }

    @Test func `padding, truncating and overwriting`() {
        #expect(written { $0.append(padded: 7, width: 4) } == "0007")
        #expect(written { $0.append(padded: 2026, width: 4) } == "2026")
        #expect(
            written {
                $0.append("abcdef")
                $0.truncate(to: 3)
                $0.append("X")
            } == "abcX")
        var writer = ByteWriter()
        writer.append(littleEndian: 0 as UInt32)
        writer.append(littleEndian: 0x0102 as UInt16)
        writer.overwrite(littleEndian: 0xA0B0_C0D0 as UInt32, at: 0)
        writer.overwrite(littleEndian: 1 as UInt32, at: 3)
        #expect(writer.finish().array == [0xD0, 0xC0, 0xB0, 0xA0, 0x02, 0x01])
    }
}
