import Foundation
import HTTP
import Octets
import Store
import Testing

@testable import HALServer

/// What clients of the original see.
@Suite struct OriginalTests {
    private let empty = "d41d8cd98f00b204e9800998ecf8427e"

    @Test(arguments: [false, true])
    func `a form with a file is answered with its digest, and again with 409`(
        alone: Bool
    ) async throws {
        let face = try FileFace(alone: alone)
        for status in [200, 409, 409] {
            let reply = try await face.upload("hello")
            #expect(reply.status == status)
            #expect(reply.text == Hello.md5)
            #expect(reply[.contentType] == "text/plain; charset=utf-8")
            #expect(reply[.contentLocation] == "./files/\(Hello.md5)")
            #expect(reply[.reprDigest] == Hello.sha256Field)
        }
        #expect(face.directory.names == ["2c/\(Hello.sha256)", "5d/\(Hello.md5)"])
        #expect(face.directory["5d/\(Hello.md5)"] == "hello")
    }

    /// Forms as clients send them, of which each has a file with "hello".
    static let forms: [(String, String, String)] = [
        (
            "a browser",
            "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
            "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nnot a file\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\a.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nhello\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nGo\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n"
        ),
        (
            "python-requests", "multipart/form-data; boundary=1c8e0f2a6d5b4e7f",
            "--1c8e0f2a6d5b4e7f\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhello\r\n--1c8e0f2a6d5b4e7f--\r\n"
        ),
        (
            "a quoted boundary, preamble and epilogue",
            "Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\"",
            "preamble\r\n--a b:c\r\ncontent-disposition: form-data; name=x; filename=y\r\nContent-Length: 999\r\n\r\nhello\r\n--a b:c--\r\nepilogue"
        ),
        (
            "a second file", "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=a; filename=\"\"\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; name=b; filename*=UTF-8''%61\r\n\r\nhello\r\n--x\r\nContent-Disposition: form-data; name=c; filename=c\r\n\r\nother\r\n--x--"
        ),
    ]

    @Test(arguments: forms.indices)
    func `the first file of any form is taken, however it is cut`(index: Int) async throws {
        let (what, type, form) = Self.forms[index]
        for count in [1, 7, 10_000] {
            let face = try FileFace()
            let reply = try await face.send(
                .post, "/", [("Content-Type", type)], body: PieceSource(form, by: count).body)
            #expect(reply.status == 200, "\(what) by \(count)")
            #expect(reply.text == Hello.md5)
            #expect(face.directory["5d/\(Hello.md5)"] == "hello")
        }
    }

    @Test func `an empty file of a form is a file`() async throws {
        let face = try FileFace()
        let reply = try await face.upload("")
        #expect(reply.status == 200)
        #expect(reply.text == empty)
        #expect(try await face.get("/?file_hash=\(empty)").status == 200)
    }

    @Test func `a body that is no form is the file`() async throws {
        let face = try FileFace()
        let types = [
            "application/octet-stream", "application/x-www-form-urlencoded", "multipart/mixed",
        ]
        for (index, type) in types.enumerated() {
            let reply = try await face.send(
                .post, "/", bytes: "hello", [("Content-Type", type), ("Content-Encoding", "gzip")])
            #expect(reply.status == (index == 0 ? 200 : 409))
            #expect(reply.text == Hello.md5)
        }
    }

    /// Requests without anything to store: type, body.
    static let mistakes: [(String?, String, Bool)] = [
        (nil, "", true),
        ("multipart/form-data", "hello", true),
        ("multipart/form-data; boundary=", "hello", true),
        ("multipart/form-data; boundary=x", "", true),
        ("multipart/form-data; boundary=x", "--x--\r\n", false),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nhello\r\n--x--", false
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nhello\r\n", false
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nhello\r\n--x\r\n",
            false
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; filename=\"a\r\n\r\nhello\r\n--x--", false
        ),
    ]

    @Test(arguments: mistakes.indices)
    func `an upload that is none is 400 and stores nothing`(index: Int) async throws {
        let (type, body, isWordless) = Self.mistakes[index]
        let face = try FileFace()
        let reply = try await face.send(
            .post, "/", bytes: body, type.map { [("Content-Type", $0)] } ?? [])
        #expect(reply.status == 400)
        #expect(reply.text.isEmpty == isWordless, "\(reply.text)")
        #expect(face.directory.names == [])
    }

    @Test func `an empty chunked body is no file either`() async throws {
        let face = try FileFace()
        #expect(try await face.send(.post, "/", body: PieceSource([]).body).status == 400)
        #expect(face.directory.names == [])
    }

    @Test(arguments: [RequestBody.Failure.incomplete, .malformed("a chunk"), .timedOut])
    func `an upload that breaks off leaves nothing`(failure: RequestBody.Failure) async throws {
        let face = try FileFace()
        let form = FileFace.Form("hello").body
        for (type, text) in [("application/pdf", "hello"), (FileFace.Form("").type, form)] {
            let reply = try await face.send(
                .post, "/", [("Content-Type", type)],
                body: PieceSource(text, by: 40, failure: failure).body)
            #expect(reply.status == (failure == .timedOut ? 408 : 400))
            #expect(reply.response.closesConnection)
            #expect(face.directory.names == [])
        }
    }

    @Test func `a file is found by each of its digests`() async throws {
        let face = try FileFace()
        try await face.upload("hello", name: "greeting.txt")
        for target in [
            "/?file_hash=\(Hello.md5)", "/?file_hash=\(Hello.sha256)",
            "/?file_hash=\(Hello.md5.uppercased())", "/?a=b&file_hash=\(Hello.md5)&&c",
            "/?file_hash=0&file_hash=\(Hello.md5)", "/?file%5Fhash=%35\(Hello.md5.dropFirst())",
        ] {
            let reply = try await face.get(target, [("Accept", "application/hal+json")])
            #expect(reply.status == 200, "\(target)")
            #expect(reply.text == "hello")
            #expect(reply[.contentType] == "text/plain; charset=utf-8")
            #expect(reply[.contentDisposition] == "attachment; filename=\"greeting.txt\"")
            #expect(reply[.contentTypeOptions] == "nosniff")
            #expect(reply[.contentSecurityPolicy] == "sandbox; default-src 'none'")
            #expect(reply[.acceptRanges] == "bytes")
            #expect(reply[.cacheControl] == "no-cache")
        }
        let reply = try await face.get("/?file_hash=\(Hello.md5)")
        #expect(reply[.etag] == "\"\(Hello.md5)\"")
        #expect(reply[.reprDigest] == Hello.sha256Field)
        #expect(reply[.contentDigest] == nil)
    }

    @Test func `parts and conditions are those of any file`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        let target = "/?file_hash=\(Hello.md5)"
        let part = try await face.get(target, [("Range", "bytes=1-3")])
        #expect(part.status == 206 && part.text == "ell")
        #expect(part[.contentRange] == "bytes 1-3/5")
        let several = try await face.get(target, [("Range", "bytes=0-0,-1")])
        #expect(several[.contentType]?.hasPrefix("multipart/byteranges") == true)
        let beyond = try await face.get(target, [("Range", "bytes=9-")])
        #expect(beyond.status == 416 && beyond[.contentRange] == "bytes */5")
        let tag = "\"\(Hello.md5)\""
        #expect(try await face.get(target, [("If-None-Match", tag)]).status == 304)
        #expect(try await face.get(target, [("If-Match", "\"other\"")]).status == 412)
        let head = try await face.send(.head, target)
        #expect(head.status == 200 && head[.etag] == tag)
    }

    @Test(arguments: [HTTP.Method.get, .head, .delete])
    func `what names no file is 404, and what names nothing 400, without a word`(
        method: HTTP.Method
    ) async throws {
        let face = try FileFace(alone: true)
        for query in ["file_hash=\(Hello.md5)", "file_hash=x", "file_hash=\(Hello.md5)0"] {
            let reply = try await face.send(method, "/?\(query)")
            #expect(reply.status == 404 && reply.text.isEmpty, "\(query)")
        }
        for target in [
            "/", "/?", "/?file_hash", "/?file_hash=", "/?file_hash=\(Hello.md5)&file_hash=",
        ] {
            let reply = try await face.send(method, target)
            #expect(reply.status == 400 && reply.text.isEmpty, "\(target)")
        }
    }

    @Test func `a file is deleted under all its names`() async throws {
        let face = try FileFace()
        face.directory["5d/neighbour"] = "stays"
        for name in [Hello.md5, Hello.sha256] {
            try await face.upload("hello")
            let reply = try await face.send(.delete, "/?file_hash=\(name)")
            #expect(reply.status == 200)
            #expect(reply.text == " DELETE method")
            #expect(face.directory.names == ["5d/neighbour"])
            #expect(try await face.send(.delete, "/?file_hash=\(name)").status == 404)
        }
    }

    @Test func `who reads a file reads on when it is deleted`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        let request = Request(method: .get, target: Target("/?file_hash=\(Hello.md5)"))
        let response = await face.router.respond(to: request)
        #expect(response.isOfFile)
        try await face.send(.delete, "/?file_hash=\(Hello.md5)")
        #expect(try await response.content() == "hello")
    }

    @Test func `a directory of the original is served as it is`() async throws {
        let directory = try FileDirectory()
        directory["5d/\(Hello.md5)"] = "hello"
        directory["temp.data"] = "x"
        let face = try FileFace(alone: true, directory: directory)
        let reply = try await face.get("/?file_hash=\(Hello.md5)")
        #expect(reply.text == "hello")
        #expect(reply[.reprDigest] == Hello.md5Field)
        #expect(try await face.upload("hello").status == 409)
        #expect(try await face.send(.delete, "/?file_hash=\(Hello.md5)").status == 200)
        #expect(directory.names == ["temp.data"])
    }

    @Test(arguments: [
        "../sentinel", "..%2fsentinel", "%2e%2e%2fsentinel", "/etc/passwd", "..", ".", "%00",
        "5d/5d41402abc4b2a76b9719d911017c592", "5d41402abc4b2a76b9719d911017c592%00",
        "5d41402abc4b2a76b9719d911017c592%2f..", "..%5csentinel", "5d", ".tmp", "%ff", "%zz",
        "5d41402abc4b2a76b9719d911017c59g", String(repeating: "a", count: 5000),
        "x%0d%0aSet-Cookie:%20a=b",
    ])
    func `no name leads out of the store`(name: String) async throws {
        let face = try FileFace(alone: true)
        try await face.upload("hello")
        let sentinel = (face.directory.path as NSString).deletingLastPathComponent + "/sentinel"
        try "here".write(toFile: sentinel, atomically: true, encoding: .utf8)
        let before = face.directory.names
        for method in [HTTP.Method.get, .head, .delete] {
            let reply = try await face.send(method, "/?file_hash=\(name)")
            #expect(reply.status == 404)
            #expect(reply.response.headers.fields.allSatisfy { $0.name != "Set-Cookie" })
            let other = try await face.send(method, "/files/\(name)")
            // On this listener a path that is no file's is the original's, which wants a name.
            #expect(other.status == 404 || other.status == 400 || other.status == 308, "\(name)")
        }
        #expect(try String(contentsOfFile: sentinel, encoding: .utf8) == "here")
        #expect(face.directory.names == before)
    }

    @Test func `the path means nothing on a listener of its own`() async throws {
        let face = try FileFace(alone: true)
        #expect(try await face.upload("hello", to: "/any/path").text == Hello.md5)
        for path in ["/", "/a", "/a/b/c/", "/%zz", "//"] {
            #expect(try await face.get("\(path)?file_hash=\(Hello.md5)").text == "hello", "\(path)")
        }
        let again = try await face.upload("hello", to: "/any/path")
        #expect(again[.contentLocation] == "../files/\(Hello.md5)")
        #expect(try await face.send(.delete, "/x?file_hash=\(Hello.md5)").status == 200)
    }

    @Test func `other methods are 405 with those that there are`() async throws {
        let face = try FileFace(alone: true)
        for method in [HTTP.Method.put, .patch, .options, .trace, .connect] {
            for path in ["/", "/a/b"] {
                let reply = try await face.send(method, path)
                #expect(reply.status == 405 && reply.text.isEmpty)
                #expect(reply[.allow] == "GET, HEAD, POST, DELETE")
            }
        }
        let unknown = face.router.refuse(.notImplemented("the method get"))
        #expect(unknown.status.code == 405)
        #expect(unknown.headers[.allow] == "GET, HEAD, POST, DELETE")
        #expect(face.router.refuse(.notImplemented("a transfer coding")).status.code == 501)
        // The original's client sends half a line and waits for 400.
        #expect(face.router.refuse(.timedOut).status.code == 400)
        let malformed = face.router.refuse(.malformed("Content-Length is no length"))
        #expect(malformed.status.code == 400 && malformed.body.length == 0)
        #expect(face.router.refuse(.versionNotSupported).status.code == 505)
    }

    @Test func `on a shared listener the rest of the root is somebody else's`() async throws {
        let face = try FileFace()
        #expect(try await face.get("/").text == "the index")
        #expect(try await face.get("/?a=file_hash").text == "the index")
        #expect(try await face.get("/?file_hash").status == 400)
        #expect(try await face.send(.delete, "/").status == 400)
        #expect(try await face.send(.put, "/")[.allow] == "GET, HEAD, POST, DELETE, OPTIONS")
        #expect(try await face.send(.options, "/").status == 204)
        #expect(try await face.upload("hello", to: "/elsewhere").status == 404)
    }

    @Test func `foreign web pages cannot write`() async throws {
        for alone in [false, true] {
            let face = try FileFace(alone: alone, origins: ["https://friend.example"])
            let foreign = [("Origin", "https://evil.example"), ("Host", "localhost:9000")]
            for target in ["/", "/files"] {
                #expect(try await face.upload("hello", to: target, foreign).status == 403)
            }
            #expect(try await face.send(.put, "/files/\(Hello.md5)", foreign).status == 403)
            #expect(face.directory.names == [])
            let friend = [("Origin", "https://friend.example"), ("Host", "localhost:9000")]
            #expect(try await face.upload("hello", friend).status == 200)
            #expect(try await face.send(.delete, "/?file_hash=\(Hello.md5)", foreign).status == 403)
            #expect(try await face.send(.delete, "/files/\(Hello.md5)", foreign).status == 403)
            #expect(face.directory.names.count == 2)
        }
    }
}
