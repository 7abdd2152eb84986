import Foundation
import HTTP
import JSON
import Octets
import Schemas
import Store
import Testing

@testable import HALServer

@Suite struct UploadTests {
    private static let chunk = ("Content-Type", "application/offset+octet-stream")

    @Test(arguments: UploadFace.Kind.allCases)
    func `an upload comes in parts and leads to what became of it`(
        kind: UploadFace.Kind
    ) async throws {
        let face = try UploadFace(kind)
        let place = try await face.begin(
            11, [("Upload-Metadata", "filename aGVsbG8udHh0,filetype dGV4dC9wbGFpbg==")])
        let first = await face.patch(place, at: 0, RequestBody("hello "))
        #expect(first.status == 204)
        #expect(first[.uploadOffset] == "6")
        #expect(first[.tusResumable] == "1.0.0")
        #expect(first[.uploadExpires] != nil)
        #expect(first.links.isEmpty)
        let head = await face.send(.head, place)
        #expect(head[.uploadOffset] == "6")
        #expect(head[.uploadLength] == "11")
        #expect(head[.uploadMetadata] == "filename aGVsbG8udHh0,filetype dGV4dC9wbGFpbg==")
        #expect(head[.cacheControl] == "no-store")
        let last = await face.patch(place, at: 6, RequestBody("world"))
        #expect(last.status == 204)
        #expect(last[.uploadOffset] == "11")
        #expect(last[.uploadExpires] == nil)
        #expect(try face.content(last, from: place) == "hello world")
        let shown = await face.send(.get, place, version: nil)
        #expect(shown["state"]?.string == "stored")
        #expect(shown["name"]?.string == "hello.txt")
        #expect(shown["contentType"]?.string == "text/plain")
        let relation = kind == .streams ? "httpstream:stream" : "filestore:file"
        #expect(shown.href(relation) == last.links.first?.target)
        // What a client sends that missed the answer changes nothing.
        #expect(await face.patch(place, at: 6, RequestBody("world")).status == 409)
        let again = await face.patch(place, at: 11, RequestBody(Bytes()))
        #expect(again.status == 204)
        #expect(again.links.map(\.target) == last.links.map(\.target))
    }

    /// The protocol's own example (https://tus.io/protocols/resumable-upload, "Example").
    @Test func `the protocol's example is answered as it says`() async throws {
        let face = try UploadFace(.files)
        let place = try await face.begin(100)
        _ = await face.patch(place, at: 0, RequestBody(Bytes([UInt8](repeating: 7, count: 70))))
        let head = await face.send(.head, place)
        #expect(head.status == 200)
        #expect(head[.tusResumable] == "1.0.0")
        #expect(head[.uploadOffset] == "70")
        let body = RequestBody(Bytes([UInt8](repeating: 7, count: 30)))
        let patch = await face.patch(place, at: 70, body)
        #expect(patch.status == 204)
        #expect(patch[.tusResumable] == "1.0.0")
        #expect(patch[.uploadOffset] == "100")
    }

    @Test(arguments: UploadFace.Kind.allCases)
    func `OPTIONS says what is offered, without a version asked for`(
        kind: UploadFace.Kind
    ) async throws {
        var options = PartialOptions()
        options.mostLength = 1_073_741_824
        let face = try UploadFace(kind, options)
        for target in [kind.place.pattern, kind.place.pattern + "/\(Octets.UUID.random())"] {
            let reply = await face.send(.options, target, version: nil)
            #expect(reply.status == 204)
            #expect(reply[.tusResumable] == "1.0.0")
            #expect(reply[.tusVersion] == "1.0.0")
            #expect(reply[.tusMaxSize] == "1073741824")
            #expect(
                reply[.tusExtension]
                    == "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
            )
            #expect(reply[.tusChecksumAlgorithm] == "sha1,md5,sha256,sha512")
        }
        #expect(
            await face.send(.options, kind.place.pattern)[.allow] == "GET, HEAD, POST, OPTIONS")
    }

    @Test(arguments: UploadFace.Kind.allCases)
    func `the first bytes may come along, and be all`(kind: UploadFace.Kind) async throws {
        let face = try UploadFace(kind)
        let target = kind.place.pattern
        let reply = await face.send(
            .post, target,
            [
                ("Upload-Length", "11"), Self.chunk,
                ("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
            ], RequestBody("hello world"))
        #expect(reply.status == 201)
        #expect(reply[.uploadOffset] == "11")
        #expect(try face.content(reply, from: target) == "hello world")
        let part = await face.send(
            .post, target, [("Upload-Length", "11"), Self.chunk], RequestBody("hel"))
        #expect(part[.uploadOffset] == "3")
        let place = Reference.resolve(try #require(part[.location]), against: target)
        let rest = await face.patch(place, at: 3, RequestBody("lo world"))
        #expect(try face.content(rest, from: place) == "hello world")
        if kind == .files {
            // The same file, once.
            #expect(rest.links.first?.target != nil)
            #expect(await face.send(.get, place)["state"]?.string == "exists")
        }
        // Nothing is left of what nobody was told the address of.
        let wrong = await face.send(
            .post, target,
            [
                ("Upload-Length", "5"), Self.chunk,
                ("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
            ], RequestBody("other"))
        #expect(wrong.status == 460)
        #expect(await face.send(.get, target)["count"]?.integer == 2)
        let cut = await face.send(
            .post, target, [("Upload-Length", "9"), Self.chunk],
            RequestBody(source: PiecedBody(["abc"], failure: .incomplete), declaredLength: 9))
        #expect(cut.status == 400)
        #expect(await face.send(.get, target)["count"]?.integer == 2)
    }

    @Test func `other bytes of the same digest are not replaced, and nothing leads to them`()
        async throws
    {
        let face = try UploadFace(.files)
        let folder = face.folder.path + "/5d"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let other = folder + "/5d41402abc4b2a76b9719d911017c592"
        #expect(FileManager.default.createFile(atPath: other, contents: Data("other".utf8)))
        let place = try await face.begin(5)
        for offset in [0, 5] {
            let body = RequestBody(offset == 0 ? "hello" : "")
            let reply = await face.patch(place, at: offset, body)
            #expect(reply.status == 409)
            #expect(reply.links.isEmpty)
        }
        let shown = await face.send(.get, place)
        #expect(shown["state"]?.string == "collision")
        #expect(shown.href("filestore:file") == nil)
        #expect(FileManager.default.contents(atPath: other) == Data("other".utf8))
        let begun = await face.send(
            .post, "/files/uploads", [("Upload-Length", "5"), Self.chunk], RequestBody("hello"))
        #expect(begun.status == 409)
        #expect(await face.send(.get, "/files/uploads")["count"]?.integer == 1)
    }

    @Test func `the length may be told with a part`() async throws {
        let face = try UploadFace(.streams)
        let begun = await face.send(.post, "/v1/uploads", [("Upload-Defer-Length", "1")])
        let place = Reference.resolve(try #require(begun[.location]), against: "/v1/uploads")
        #expect(await face.send(.head, place)[.uploadDeferLength] == "1")
        #expect(await face.patch(place, at: 0, RequestBody("hel")).status == 204)
        let last = await face.patch(place, at: 3, RequestBody("lo"), [("Upload-Length", "5")])
        #expect(try face.content(last, from: place) == "hello")
    }

    @Test func `an upload goes where its queue is`() async throws {
        let face = try UploadFace(.streams)
        let begun = await face.send(.post, "/v1/uploads?queue=films", [("Upload-Length", "0")])
        #expect(begun.status == 201)
        #expect(try face.content(begun, from: "/v1/uploads") == "")
        let films = try #require(QueueName("films"))
        #expect(try face.streams?.queue(films)?.count == 1)
        for name in ["", ".x", "a%2fb", "%00"] {
            let reply = await face.send(
                .post, "/v1/uploads?queue=\(name)", [("Upload-Length", "0")])
            #expect(reply.status == 400)
        }
    }

    struct Blunder: Sendable, CustomStringConvertible {
        let description: String
        let method: HTTP.Method
        let headers: [(String, String)]
        let status: Int
        var version: String? = "1.0.0"
        var body: Bytes = "x"

        static let patch = [("Upload-Offset", "0"), chunk]

        static let all = [
            Blunder("no version", .patch, patch, 412, version: nil),
            Blunder("another version", .patch, patch, 412, version: "0.2.2"),
            Blunder("no version to end it", .delete, [], 412, version: nil),
            Blunder("another version to read", .head, [], 412, version: "2.0.0"),
            Blunder("no offset", .patch, [chunk], 400),
            Blunder("an offset that is none", .patch, [("Upload-Offset", "-1"), chunk], 400),
            Blunder("an offset too far", .patch, [("Upload-Offset", "1"), chunk], 409),
            Blunder(
                "another type", .patch,
                [("Upload-Offset", "0"), ("Content-Type", "text/plain")], 415),
            Blunder("no type", .patch, [("Upload-Offset", "0")], 415),
            Blunder("a coded part", .patch, patch + [("Content-Encoding", "gzip")], 415),
            Blunder("too much", .patch, patch, 413, body: "hello world!"),
            Blunder("a wrong checksum", .patch, patch + [("Upload-Checksum", "md5 AAAA")], 400),
            Blunder(
                "an unknown checksum", .patch, patch + [("Upload-Checksum", "crc32 AAAA")], 400),
            Blunder(
                "other bytes", .patch,
                patch + [("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")], 460),
            Blunder("a method that is not overridden", .post, [], 405),
            Blunder(
                "a method that cannot be", .post, [("X-HTTP-Method-Override", "PUT")], 405),
            Blunder("a method that is unknown", .put, [], 405),
        ]

        init(
            _ description: String, _ method: HTTP.Method, _ headers: [(String, String)],
            _ status: Int, version: String? = "1.0.0", body: Bytes = "x"
        ) {
            self.description = description
            self.method = method
            self.headers = headers
            self.status = status
            self.version = version
            self.body = body
        }
    }

    @Test(arguments: Blunder.all)
    func `what is wrong is refused, and leaves nothing`(blunder: Blunder) async throws {
        let face = try UploadFace(.streams)
        let place = try await face.begin(11)
        let reply = await face.send(
            blunder.method, place, blunder.headers, RequestBody(blunder.body),
            version: blunder.version)
        #expect(reply.status == blunder.status)
        #expect(reply[.tusResumable] == "1.0.0")
        if blunder.status == 412 { #expect(reply[.tusVersion] == "1.0.0") }
        if blunder.status == 409 { #expect(reply[.uploadOffset] == "0") }
        #expect(reply[.contentType] == "application/problem+json")
        #expect(await face.send(.head, place)[.uploadOffset] == "0")
        let last = await face.patch(place, at: 0, RequestBody("hello world"))
        #expect(try face.content(last, from: place) == "hello world")
    }

    @Test(
        arguments: [
            ([("Upload-Length", "-1")], 400), ([], 400), ([("Upload-Defer-Length", "2")], 400),
            ([("Upload-Length", "1"), ("Upload-Defer-Length", "1")], 400),
            ([("Upload-Length", "99999999999999999999")], 400), ([("Upload-Length", "101")], 413),
            ([("Upload-Length", "9223372036854775807")], 413),
            ([("Upload-Length", "1"), ("Upload-Metadata", "filename !")], 400),
        ] as [([(String, String)], Int)])
    func `what cannot be begun is refused`(headers: [(String, String)], status: Int) async throws {
        var options = PartialOptions()
        options.mostLength = 100
        let face = try UploadFace(.files, options)
        #expect(await face.send(.post, "/files/uploads", headers).status == status)
        #expect(await face.send(.get, "/files/uploads")["count"]?.integer == 0)
        let unlimited = try UploadFace(.files)
        if status == 413 {
            let reply = await unlimited.send(.post, "/files/uploads", headers)
            #expect(reply.status == (headers[0].1.count > 9 ? 507 : 201))
        }
    }

    @Test func `a part that breaks off is kept, one that is to be checked is not`() async throws {
        let face = try UploadFace(.files)
        let place = try await face.begin(11)
        func cut(_ headers: [(String, String)] = [], at offset: Int) async -> Reply {
            let source = PiecedBody(["he", "ll"], failure: .incomplete)
            return await face.patch(
                place, at: offset, RequestBody(source: source, declaredLength: 11 - UInt64(offset)),
                headers)
        }
        let checksum = ("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")
        #expect(await cut([checksum], at: 0).status == 400)
        #expect(await face.send(.head, place)[.uploadOffset] == "0")
        #expect(await cut(at: 0).status == 400)
        #expect(await face.send(.head, place)[.uploadOffset] == "4")
        // A new server knows as much.
        let next = try UploadFace(.files, in: face.folder)
        #expect(await next.send(.head, place)[.uploadOffset] == "4")
        let last = await next.patch(
            place, at: 4,
            RequestBody(source: PiecedBody(["o w", "orld"]), declaredLength: nil))
        #expect(try next.content(last, from: place) == "hello world")
    }

    @Test func `a chunked part that is too long is refused where that shows`() async throws {
        let face = try UploadFace(.streams)
        let place = try await face.begin(5)
        let long = PiecedBody(["hel", "lo w"])
        let reply = await face.patch(
            place, at: 0, RequestBody(source: long, declaredLength: nil))
        #expect(reply.status == 413)
        #expect(await face.send(.head, place)[.uploadOffset] == "0")
    }

    @Test func `clients that can send POST only say what they mean`() async throws {
        let face = try UploadFace(.streams)
        let place = try await face.begin(5)
        let part = await face.send(
            .post, place,
            [("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"), Self.chunk],
            RequestBody("hel"))
        #expect(part.status == 204)
        #expect(part[.uploadOffset] == "3")
        let end = await face.send(.post, place, [("X-HTTP-Method-Override", "DELETE")])
        #expect(end.status == 204)
        #expect(await face.send(.head, place).status == 404)
    }

    @Test func `while somebody writes others are told to wait`() async throws {
        let face = try UploadFace(.streams)
        let other = try UploadFace(.streams, in: face.folder)
        let place = try await face.begin(5)
        let known = Octets.UUID(String(place.suffix(36)))
        let id = try #require(known)
        let upload = try #require(try await face.uploads.uploads.open(id))
        for face in [face, other] {
            let reply = await face.patch(place, at: 0, RequestBody("hello"))
            #expect(reply.status == 423)
            #expect(reply[.retryAfter] == "1")
            #expect(await face.send(.delete, place).status == 423)
            #expect(await face.send(.head, place)[.uploadOffset] == "0")
        }
        upload.release()
        #expect(await other.patch(place, at: 0, RequestBody("hello")).status == 204)
    }

    @Test func `an upload that was not completed in time is gone, then unknown`() async throws {
        let face = try UploadFace(.streams)
        let place = try await face.begin(5)
        let later = try UploadFace(
            .streams, in: face.folder, now: { .now().advanced(seconds: 25 * 3600) })
        for method in [HTTP.Method.head, .get, .delete] {
            #expect(await later.send(method, place).status == 410)
        }
        #expect(await later.patch(place, at: 0, RequestBody("hello")).status == 410)
        await later.uploads.tidy()
        #expect(await later.send(.head, place).status == 404)
        #expect(await later.patch(place, at: 0, RequestBody("hello")).status == 404)
    }

    @Test(arguments: [
        "x", "..", "%2e%2e%2f", "00000000-0000-4000-8000-000000000000",
        "{00000000-0000-4000-8000-000000000000}", "00000000000040008000000000000000",
        "00000000-0000-4000-8000-00000000000A", "%00",
    ])
    func `what is no upload is 404`(name: String) async throws {
        let face = try UploadFace(.files)
        for method in [HTTP.Method.head, .get, .delete, .patch] {
            let reply = await face.send(method, "/files/uploads/\(name)")
            #expect(reply.status == 404)
        }
    }

    @Test func `too many uploads at once are refused`() async throws {
        var options = PartialOptions()
        options.mostUploads = 2
        let face = try UploadFace(.streams, options)
        _ = try await face.begin(5)
        let place = try await face.begin(5)
        let reply = await face.send(.post, "/v1/uploads", [("Upload-Length", "5")])
        #expect(reply.status == 503)
        #expect(reply[.retryAfter] == "60")
        #expect(await face.send(.delete, place).status == 204)
        _ = try await face.begin(5)
    }
}
