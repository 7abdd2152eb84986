import HTTP
import JSON
import Octets
import Testing

@testable import HALServer

/// The names that uploads give their files.
@Suite struct FileNameTests {
    /// A name in a form, and the field of the download.
    static let names: [(String, String?)] = [
        ("a.txt", "attachment; filename=\"a.txt\""),
        ("../../etc/passwd", "attachment; filename=\"passwd\""),
        ("C:\\dir\\b.txt", "attachment; filename=\"b.txt\""),
        ("..", nil), ("dir/", nil),
        (
            "ключ.txt",
            "attachment; filename=\"____.txt\"; filename*=UTF-8''%D0%BA%D0%BB%D1%8E%D1%87.txt"
        ),
        ("a;b=\\\"c", "attachment; filename=\"a;b=_c\"; filename*=UTF-8''a%3Bb%3D%22c"),
        ("a%22b", "attachment; filename=\"a_22b\"; filename*=UTF-8''a%2522b"),
    ]

    @Test(arguments: names.indices)
    func `a download has the name of its upload, made safe`(index: Int) async throws {
        let (name, field) = Self.names[index]
        let face = try FileFace()
        #expect(try await face.upload("hello", name: name).status == 200)
        for target in ["/?file_hash=\(Hello.md5)", "/files/\(Hello.md5)"] {
            #expect(try await face.get(target)[.contentDisposition] == field)
        }
    }

    @Test(arguments: ["a\r\nSet-Cookie: x=1", "a\nb", "a\0b", "a\u{7f}b"])
    func `a name with control characters ends no line`(name: String) async throws {
        let face = try FileFace()
        let reply = try await face.upload("hello", name: name)
        guard reply.status == 200 else {
            #expect(reply.status == 400)
            #expect(face.directory.names == [])
            return
        }
        let download = try await face.get("/?file_hash=\(Hello.md5)")
        #expect(download.response.headers.contains("Set-Cookie") == false)
        for field in download.response.headers.fields {
            #expect(field.value.span.indices.allSatisfy { field.value[$0] >= 0x20 })
        }
    }

    @Test func `bytes without a form have the name of their Content-Disposition`() async throws {
        for (field, name) in [
            ("attachment; filename=\"b.txt\"", "attachment; filename=\"b.txt\""),
            (
                "inline; filename*=UTF-8''%C3%A4",
                "attachment; filename=\"_\"; filename*=UTF-8''%C3%A4"
            ),
            ("attachment", nil), ("attachment; filename=\"a", nil),
            ("attachment; filename*=UTF-8''a%0D%0ASet-Cookie:%20x", nil),
        ] as [(String, String?)] {
            let face = try FileFace()
            let reply = try await face.send(
                .put, "/files", bytes: "hello", [("Content-Disposition", field)])
            #expect(reply.status == 201)
            let download = try await face.get("/files/\(Hello.md5)")
            if let name { #expect(download[.contentDisposition] == name) }
            #expect(download.response.headers.contains("Set-Cookie") == false)
            #expect(download[.contentDisposition]?.contains("Set-Cookie: ") != true)
        }
    }

    @Test func `the type of an upload is kept, and not sent`() async throws {
        let face = try FileFace()
        let page = "<html><script>alert(1)</script>"
        let reply = try await face.send(
            .post, "/files", bytes: page,
            [("Content-Type", "image/png"), ("Accept", "application/hal+json")])
        #expect(reply["givenType"]?.string == "image/png")
        #expect(reply["contentType"]?.string == "text/html; charset=utf-8")
        let name = try #require(reply["hash"]?.string?.text)
        let download = try await face.get("/files/\(name)", [("Accept", "image/*")])
        #expect(download[.contentType] == "text/html; charset=utf-8")
        #expect(download[.contentTypeOptions] == "nosniff")
        #expect(download[.contentSecurityPolicy] == "sandbox; default-src 'none'")
    }
}
