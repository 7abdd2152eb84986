import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

/// Digests that come with uploads (RFC 9530).
@Suite struct UploadDigestTests {
    static let wrong = "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:"

    /// Fields, and whether bytes that are "hello" may have them.
    static let fields: [([(String, String)], Bool)] = [
        ([("Repr-Digest", Hello.sha256Field)], true),
        ([("Content-Digest", Hello.sha256Field)], true),
        ([("Content-Digest", Hello.sha256Field), ("Repr-Digest", Hello.md5Field)], true),
        ([("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")], true),
        ([("Repr-Digest", "crc32c=:AAAAAA==:, \(Hello.sha256Field)")], true),
        ([("Repr-Digest", "crc32c=:AAAAAA==:")], true),
        ([("Repr-Digest", wrong)], false),
        ([("Content-Digest", wrong)], false),
        ([("Content-Digest", Hello.sha256Field), ("Repr-Digest", wrong)], false),
        ([("Repr-Digest", "\(Hello.md5Field), \(wrong)")], false),
        ([("Repr-Digest", "sha-256=nonsense")], false),
        ([("Repr-Digest", "sha-256=:AAAA:")], false),
        ([("Content-MD5", "XUFAKrxLKna5cZ2REBfFkA==")], false),
    ]

    @Test(arguments: fields.indices, ["/", "/files"])
    func `bytes are stored only with the digest that was sent`(
        index: Int, target: String
    ) async throws {
        let (fields, isRight) = Self.fields[index]
        let face = try FileFace()
        let reply = try await face.send(.post, target, bytes: "hello", fields)
        #expect(reply.status == (isRight ? target == "/" ? 200 : 201 : 400))
        #expect(face.directory.names.isEmpty != isRight)
        if !isRight { #expect(reply.text.contains("stored")) }
    }

    @Test(arguments: [1, 13, 100_000])
    func `the digest of a form is that of the form or of its file`(count: Int) async throws {
        let form = FileFace.Form("hello")
        // What sha256sum says of the form.
        let ofForm = "sha-256=:\(Self.base64SHA256OfForm):"
        for (digest, isRight) in [
            (ofForm, true), (Hello.sha256Field, true), (Self.wrong, false),
            ("\(Hello.md5Field), \(ofForm)", false),
        ] {
            let face = try FileFace()
            let reply = try await face.send(
                .post, "/", [("Content-Type", form.type), ("Repr-Digest", digest)],
                body: PieceSource(form.body, by: count).body)
            #expect(reply.status == (isRight ? 200 : 400), "\(digest)")
            #expect(face.directory.names.isEmpty != isRight)
        }
    }

    private static let base64SHA256OfForm = "4eJVyPQvwoc55M8ngMsF7y3yfTboXabBGdwQkcRz9Qg="

    @Test func `the digest of a part is that of the file`() async throws {
        for (digest, status) in [(Hello.sha256Field, 200), (Self.wrong, 400)] {
            let face = try FileFace()
            let form = FileFace.Form("hello", fields: "Content-Digest: \(digest)\r\n")
            let reply = try await face.send(
                .post, "/", bytes: form.body, [("Content-Type", form.type)])
            #expect(reply.status == status)
        }
    }

    @Test func `a download says the digest that is wanted`() async throws {
        let face = try FileFace()
        try await face.upload("hello", to: "/?hash=sha512")
        let target = "/?file_hash=\(Hello.md5)"
        for (wish, field) in [
            (nil, Hello.sha256Field), ("md5=1", Hello.md5Field), ("sha-256=0", nil),
            ("sha-256=1, md5=9", Hello.md5Field), ("nonsense!", Hello.sha256Field),
            ("unixsum=1", nil),
        ] as [(String?, String?)] {
            let reply = try await face.get(target, wish.map { [("Want-Repr-Digest", $0)] } ?? [])
            #expect(reply[.reprDigest] == field, "\(wish ?? "")")
        }
        let long = try await face.get(target, [("Want-Repr-Digest", "sha-512=1")])
        #expect(long[.reprDigest]?.hasPrefix("sha-512=:m3HSJL1i83hdltRq0") == true)
        let wanted = [("Want-Content-Digest", "sha-256=1")]
        #expect(try await face.get(target, wanted)[.contentDigest] == Hello.sha256Field)
        // That of a part would be another one.
        let part = try await face.get(target, wanted + [("Range", "bytes=0-1")])
        #expect(part.status == 206 && part[.contentDigest] == nil)
        #expect(part[.reprDigest] == Hello.sha256Field)
    }

    @Test func `an upload gets the name that it asks for`() async throws {
        let names = ["md5": Hello.md5, "sha1": Hello.sha1, "SHA-256": Hello.sha256]
        for (algorithm, name) in names {
            let face = try FileFace()
            let reply = try await face.upload("hello", to: "/?hash=\(algorithm)")
            #expect(reply.status == 200 && reply.text == name)
            #expect(try await face.get("/?file_hash=\(name)").text == "hello")
            #expect(try await face.get("/files/\(name)").text == "hello")
            // Under all names it is gone.
            #expect(try await face.send(.delete, "/?file_hash=\(name)").status == 200)
            #expect(face.directory.names == [])
        }
        let face = try FileFace()
        #expect(try await face.upload("hello", to: "/?hash=crc").status == 400)
        #expect(face.directory.names == [])
    }

    @Test func `a file that is there keeps its names, and is told by one of them`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        let reply = try await face.upload("hello", to: "/?hash=sha1")
        #expect(reply.status == 409 && reply.text == Hello.md5)
        #expect(try await face.upload("hello", to: "/?hash=sha256").text == Hello.sha256)
    }

    @Test func `other bytes of the same digest are a collision`() async throws {
        let face = try FileFace()
        face.directory["5d/\(Hello.md5)"] = "jello"
        for target in ["/", "/files"] {
            let reply = try await face.upload("hello", to: target)
            #expect(reply.status == 409 && reply.text == Hello.md5)
            #expect(reply["X-Conflict"] == "collision")
            #expect(reply[.location] == nil && reply[.reprDigest] == nil)
        }
        let told = try await face.upload(
            "hello", to: "/files", [("Accept", "application/hal+json")])
        #expect(told.status == 409 && told["X-Conflict"] == "collision")
        #expect(told["detail"]?.string?.text.contains("Other bytes") == true)
        #expect(face.directory.names == ["5d/\(Hello.md5)"])
        #expect(face.directory["5d/\(Hello.md5)"] == "jello")
    }

    @Test func `a store that names by SHA-256 tells that name`() async throws {
        let face = try FileFace(algorithm: .sha256)
        #expect(try await face.upload("hello").text == Hello.sha256)
        #expect(try await face.get("/?file_hash=\(Hello.md5)").text == "hello")
        let list = try await face.get("/files")
        #expect(list["_embedded", "filestore:file", "0", "hash"]?.string?.text == Hello.sha256)
        #expect(list["_embedded", "filestore:file"]?.elements?.count == 1)
    }
}
