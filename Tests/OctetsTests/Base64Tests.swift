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

    @Test(
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar"),
            // Padding may be missing, and the last bits are nobody's.
            ("Zg", "f"), ("Zm8", "fo"), ("Zh==", "f"), ("Zm9", "fo"),
            ("Z", nil), ("Zm9vY", nil), ("Zm9v=", nil), ("Zg=", nil), ("Z===", nil), ("====", nil),
            ("=", nil), ("Zm 9", nil), ("Zm9v\n", nil), ("Zm-_", nil), ("Zg==Zg==", nil),
        ] as [(String, String?)]) func `what is Base64 is decoded`(text: String, wanted: String?)
    {
        let text = Bytes(text)
        let decoded = Bytes(base64: text.span)
        #expect(decoded == wanted.map { Bytes($0) })
    }

    @Test func `what is encoded is decoded again`() {
        for count in 0..<70 {
            let bytes = Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) })
            var writer = ByteWriter()
            writer.append(base64: bytes.span)
            let encoded = writer.finish()
            let decoded = Bytes(base64: encoded.span)
            #expect(decoded == bytes)
        }
    }
}
