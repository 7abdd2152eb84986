import Octets
import Testing

@testable import Store

@Suite struct ContentHashTests {
    /// RFC 1321 A.5, FIPS 180-4 (the examples of NIST).
    @Test(arguments: [
        ("", HashAlgorithm.md5, "d41d8cd98f00b204e9800998ecf8427e"),
        ("abc", .md5, "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", .md5, "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abc", .sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("", .sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", .sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abc", .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `digests are those of the standards`(
        text: String, algorithm: HashAlgorithm, expected: String
    ) throws {
        let hash = try Digester.hash(Bytes(text).span, algorithm)
        #expect(hash.description == expected)
        #expect(ContentHash(hex: expected) == hash)
        #expect(ContentHash(hex: expected.uppercased()) == hash)
    }

    @Test func `a digest that is fed in pieces is that of the whole`() throws {
        let bytes = noise(300_000)
        let digester = try Digester(.sha256)
        var start = 0
        for size in [1, 63, 64, 65, 4095, 100_000, 300_000] {
            digester.update(bytes[start..<(start + size)].span)
            start = min(start + size, bytes.count)
        }
        #expect(try digester.finish() == Digester.hash(bytes.span, .sha256))
    }

    @Test(arguments: [
        "", "a", "..", "../x", "d41d8cd98f00b204e9800998ecf8427",
        "d41d8cd98f00b204e9800998ecf8427e0",
        "d41d8cd98f00b204e9800998ecf8427g", "../../../../etc/passwd0123456789",
        "d41d8cd98f00b204\0",
        "d41d8cd98f00b204e9800998ecf842/e", String(repeating: "a", count: 63),
    ])
    func `what is no digest names nothing`(text: String) {
        #expect(ContentHash(hex: text) == nil)
    }

    @Test func `a note comes back as it was written, whatever the name is`() throws {
        let name = Bytes("a b%\n\r\u{0}\u{7F}é\"../..%41")
        var note = BlobNote(name: name, mediaType: "text/plain; charset=utf-8")
        note.checksum = 0xFFFF_FFFF
        note.hashes = [
            try Digester.hash(name.span, .md5), try Digester.hash(name.span, .sha512),
        ]
        note.main = note.hashes[0]
        #expect(BlobNote(encoded: note.encoded()) == note)
        #expect(BlobNote(encoded: BlobNote().encoded()) == BlobNote())
        #expect(BlobNote(encoded: "another thing\nname x\n") == nil)
        #expect(BlobNote(encoded: "halserver 1\nunknown x\nmd5 zz\nx\n\n") == BlobNote())
        #expect(BlobNote(name: noise(5000)).name?.count == BlobNote.nameLimit)
    }
}
