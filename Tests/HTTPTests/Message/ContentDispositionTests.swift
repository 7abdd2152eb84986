import HTTP
import Octets
import Testing

@Suite struct ContentDispositionTests {
    @Test(arguments: [
        ("a.txt", "a.txt"), ("/etc/passwd", "passwd"), ("C:\\dir\\b c.txt", "b c.txt"),
        ("../../x", "x"), ("a\r\nSet-Cookie: b", "aSet-Cookie: b"), ("a\u{0}b\u{7F}", "ab"),
        (" a ", "a"), ("naïve.txt", "naïve.txt"), ("日本.txt", "日本.txt"), ("a\tb", "ab"),
        (".htaccess", ".htaccess"),
    ]) func `a name is what stands behind the last slash, without controls`(
        given: String, wanted: String
    ) {
        #expect(FileName(Bytes(given))?.bytes == Bytes(wanted))
    }

    @Test(arguments: ["", "/", "a/", "..", ".", " ", "x/..", "\r\n", "a\\"])
    func `what names no file is no name`(given: String) {
        #expect(FileName(Bytes(given)) == nil)
    }

    @Test func `a long name is cut between characters`() throws {
        let name = try #require(FileName(Bytes(String(repeating: "é", count: 200))))
        #expect(name.bytes == Bytes(String(repeating: "é", count: 127)))
        let broken = try #require(FileName(Bytes([UInt8](repeating: 0x80, count: 300))))
        #expect((250...255).contains(broken.bytes.count))
    }

    @Test(arguments: [
        ("a.txt", "attachment; filename=\"a.txt\""),
        ("b c;d.txt", "attachment; filename=\"b c;d.txt\""),
        ("naïve.txt", "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"),
        ("日本", "attachment; filename=\"__\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ("a\"b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%22b"),
        ("100%41", "attachment; filename=\"100_41\"; filename*=UTF-8''100%2541"),
        ("a'*(b)", "attachment; filename=\"a'*(b)\""),
    ]) func `a download has the name of its upload`(name: String, wanted: String) {
        let field = ContentDisposition.attachment.field(FileName(Bytes(name)))
        #expect(field.bytes.text == wanted)
    }

    @Test func `a name that is no UTF-8 is sent as if it were Latin-1`() {
        let field = ContentDisposition.inline.field(FileName(Bytes([0x61, 0xE9])))
        #expect(field.bytes.text == "inline; filename=\"a_\"; filename*=UTF-8''a%C3%A9")
        #expect(ContentDisposition.inline.field(nil).bytes == "inline")
    }

    @Test func `no byte of a name ends a header line`() throws {
        for byte in UInt8.min...UInt8.max {
            guard let name = FileName(Bytes([0x61, byte, 0x62])) else { continue }
            let field = ContentDisposition.attachment.field(name).bytes
            #expect(field.array.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(byte)")
            #expect(field.array.filter { $0 == UInt8(ascii: "\"") }.count == 2, "\(byte)")
        }
    }

    @Test func `what users stored is sandboxed`() {
        var headers = Headers()
        headers.add(.contentSecurityPolicy, "default-src *")
        headers.protectStoredContent()
        #expect(headers.all(.contentSecurityPolicy) == ["sandbox; default-src 'none'"])
        #expect(headers[.contentTypeOptions] == "nosniff")
    }
}
