import Octets
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold`(text: String, encoded: String) {
        var writer = ByteWriter()
        writer.append(base64: Bytes(text).span)
        #expect(writer.finish() == Bytes(encoded))
    }

    @Test func `every character of the alphabet is used`() {
        let bits: [UInt8] = (0..<48).map { index in
            let digits = [0, 1, 2, 3].map { UInt32(index / 3 * 4 + $0) }
            let group = digits[0] << 18 | digits[1] << 12 | digits[2] << 6 | digits[3]
            return UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(index % 3)))
        }
        var writer = ByteWriter()
        writer.append(base64: Bytes(bits).span)
        #expect(
            writer.finish()
                == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }
}
