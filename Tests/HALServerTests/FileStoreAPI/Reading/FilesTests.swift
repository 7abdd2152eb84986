import HTTP
import JSON
import Octets
import Store
import Testing

@testable import HALServer

/// `/files` and what lies below.
@Suite struct FilesTests {
    private let hal = [("Accept", "application/hal+json")]

    @Test(arguments: [HTTP.Method.post, .put])
    func `bytes are stored below their digest`(method: HTTP.Method) async throws {
        let face = try FileFace()
        let reply = try await face.send(method, "/files", bytes: "hello")
        #expect(reply.status == 201)
        #expect(reply.text == Hello.md5)
        #expect(reply[.location] == "files/\(Hello.md5)")
        #expect(reply[.contentLocation] == "files/\(Hello.md5)")
        #expect(reply[.reprDigest] == Hello.sha256Field)
        let again = try await face.send(method, "/files", bytes: "hello")
        #expect(again.status == 409 && again.text == Hello.md5)
        #expect(again[.location] == "files/\(Hello.md5)")
        #expect(try await face.get("/files/\(Hello.md5)").text == "hello")
    }

    @Test func `forms and nothing at all are stored as well`() async throws {
        let face = try FileFace()
        #expect(try await face.upload("hello", to: "/files").status == 201)
        let nothing = try await face.send(.put, "/files")
        #expect(nothing.status == 201 && nothing.text == "d41d8cd98f00b204e9800998ecf8427e")
        let boundless = try await face.send(
            .post, "/files", bytes: "x", [("Content-Type", "multipart/form-data")])
        #expect(boundless.status == 400)
        #expect(boundless["detail"]?.string?.text.contains("boundary") == true)
    }

    @Test func `a document of an upload says what is known of it`() async throws {
        let face = try FileFace()
        let reply = try await face.upload("hello", to: "/files?hash=sha256", name: "a.txt", hal)
        #expect(reply.status == 201)
        #expect(reply[.contentType] == "application/hal+json")
        #expect(reply[.location] == "files/\(Hello.sha256)")
        #expect(reply["hash"]?.string?.text == Hello.md5)
        #expect(reply["size"]?.integer == 5)
        #expect(reply["name"]?.string == "a.txt")
        #expect(reply["digests", "md5"]?.string?.text == Hello.md5)
        #expect(reply["digests", "sha-256"]?.string?.text == Hello.sha256)
        #expect(reply["aliases"]?.elements?.compactMap { $0.string?.text } == [Hello.sha256])
        #expect(reply.href("self") == "files/\(Hello.md5)")
        #expect(reply.href("filestore:content") == "./?file_hash=\(Hello.md5)")
        let again = try await face.upload("hello", to: "/files", hal)
        #expect(again.status == 409)
        #expect(again["status"]?.integer == 409)
        #expect(again["hash"]?.string?.text == Hello.md5)
        #expect(again.href("filestore:file") == "files/\(Hello.md5)")
    }

    @Test func `every name of a file leads to one document`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        for name in [Hello.md5, Hello.sha256, Hello.sha256.uppercased()] {
            let reply = try await face.get("/files/\(name)", hal)
            #expect(reply.status == 200)
            #expect(reply["hash"]?.string?.text == Hello.md5)
            #expect(reply.href("self") == "../files/\(Hello.md5)")
            let delete = reply["_embedded", "filestore:delete"]
            #expect(delete?["links"]?[0]?["href"]?.string?.text == "../files/\(Hello.md5)")
            let content = try #require(reply.href("filestore:content"))
            let place = Reference.resolve(content, against: "/files/\(name)")
            #expect(try await face.get(place).text == "hello")
        }
    }

    @Test func `only who names a document gets one`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        let target = "/files/\(Hello.md5)"
        for accept in [
            nil, "*/*", "image/*,*/*;q=0.8", "text/*", "application/*", "application/json",
            "text/plain",
            "application/octet-stream, application/hal+json;q=0.5", "application/hal+json;q=0",
        ] {
            let reply = try await face.get(target, accept.map { [("Accept", $0)] } ?? [])
            #expect(reply.text == "hello", "\(accept ?? "")")
            #expect(reply[.vary]?.contains("Accept") == true)
        }
        let page = try await face.get(
            target, [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")])
        #expect(page[.contentType] == "text/html; charset=utf-8")
        #expect(page.page.faults == [])
        #expect(page.page.addresses.contains("../?file_hash=\(Hello.md5)"))
        let forms = try await face.get(target, [("Accept", "application/prs.hal-forms+json")])
        #expect(forms["_templates", "default", "method"]?.string == "DELETE")
        #expect(forms["_templates", "default", "target"]?.string?.text == "../files/\(Hello.md5)")
    }

    @Test func `pages of the list lead to each other`() async throws {
        let face = try FileFace()
        var names: [String] = []
        for number in 0..<7 { names.append(try await face.upload("file \(number)").text) }
        names.sort()
        var target = "/files?limit=3"
        var pages: [[String]] = []
        var ways: [String] = []
        for _ in 0..<5 {
            let reply = try await face.get(target)
            #expect(reply.status == 200)
            #expect(Reference.resolve(try #require(reply.href("self")), against: target) == target)
            pages.append(Self.names(reply))
            #expect(reply.href("previous") == reply.href("prev"))
            if let back = reply.href("previous") {
                let place = Reference.resolve(back, against: target)
                #expect(Self.names(try await face.get(place)) == pages[pages.count - 2])
                ways.append(place)
            }
            guard let next = reply.href("next") else { break }
            target = Reference.resolve(next, against: target)
        }
        #expect(pages.map(\.count) == [3, 3, 1])
        #expect(pages.flatMap { $0 } == names)
        #expect(ways.count == 2)
        // The first of them again, from behind: there is nothing in front of it.
        let first = try await face.get(ways[0])
        #expect(first.href("previous") == nil && first.href("next") != nil)
    }

    private static func names(_ reply: Reply) -> [String] {
        (reply["_embedded", "filestore:file"]?.elements ?? []).compactMap {
            $0["hash"]?.string?.text
        }
    }

    @Test func `the list is empty at first, and has the form that fills it`() async throws {
        let face = try FileFace()
        let reply = try await face.get("/files")
        #expect(reply["_embedded", "filestore:file"]?.elements?.isEmpty == true)
        #expect(reply.href("next") == nil && reply.href("previous") == nil)
        #expect(reply.href("filestore:find") == "./?file_hash={hash}")
        #expect(reply["_links", "curies"]?.elements?.count == 2)
        let form = try #require(reply["_embedded", "filestore:upload"])
        #expect(form["links"]?[0]?["href"]?.string == "files")
        #expect(form["links"]?[1]?["submissionMediaType"]?.string == "multipart/form-data")
        let page = try await face.get("/files", [("Accept", "text/html")])
        #expect(page.page.faults == [])
        #expect(try await face.get("/files", [("Accept", "image/png")]).status == 406)
        let alone = try FileFace(alone: true)
        let other = try await alone.get("/files")
        #expect(other["_links", "streamStore:index"] == nil)
        #expect(other["_links", "curies"]?.elements?.count == 1)
    }

    @Test(arguments: ["limit=0", "limit=-1", "limit=x", "after=x", "before=..%2f", "limit="])
    func `a page that cannot be asked for is 400`(query: String) async throws {
        let reply = try await FileFace().get("/files?\(query)")
        #expect(reply.status == 400)
        #expect(reply[.contentType] == "application/problem+json")
    }

    @Test func `a page has a thousand files at most`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        #expect(try await face.get("/files?limit=9223372036854775807").status == 200)
    }

    @Test func `a file is put once, and again without effect`() async throws {
        for name in [Hello.md5, Hello.sha1, Hello.sha256] {
            let face = try FileFace()
            let target = "/files/\(name)"
            let once = [("If-None-Match", "*")]
            let wrong = try await face.send(.put, target, bytes: "jello")
            #expect(wrong.status == 400)
            #expect(wrong["detail"]?.string?.text.contains("digest") == true)
            #expect(face.directory.names == [])
            let put = try await face.send(.put, target, bytes: "hello", once)
            #expect(put.status == 201 && put.text == name)
            #expect(put[.location] == "../files/\(name)")
            #expect(try await face.send(.put, target, bytes: "hello", once).status == 412)
            let again = try await face.send(.put, target, bytes: "hello")
            #expect(again.status == 200 && again.text == name)
            #expect(again[.location] == nil)
            #expect(try await face.send(.put, target, bytes: "jello").status == 400)
            #expect(try await face.get(target).text == "hello")
            let match = [("If-Match", "\"\(name)\"")]
            #expect(try await face.send(.put, target, bytes: "hello", match).status == 200)
            let other = [("If-None-Match", "\"other\"")]
            #expect(try await face.send(.put, target, bytes: "hello", other).status == 200)
        }
    }

    @Test func `a file without a name of that kind is told by the one that it has`() async throws {
        let face = try FileFace()
        try await face.upload("hello")
        let reply = try await face.send(.put, "/files/\(Hello.sha1)", bytes: "hello")
        #expect(reply.status == 409 && reply.text == Hello.md5)
        #expect(reply[.location] == "../files/\(Hello.md5)")
    }

    @Test func `what is put on a condition must be there`() async throws {
        let face = try FileFace()
        for match in ["*", "\"\(Hello.md5)\""] {
            let reply = try await face.send(
                .put, "/files/\(Hello.md5)", bytes: "hello", [("If-Match", match)])
            #expect(reply.status == 412)
        }
        #expect(face.directory.names == [])
    }

    @Test func `a file is deleted once`() async throws {
        let face = try FileFace()
        let target = "/files/\(Hello.sha256)"
        try await face.upload("hello")
        #expect(try await face.send(.delete, target, [("If-Match", "\"x\"")]).status == 412)
        #expect(
            try await face.send(.delete, target, [("If-Match", "\"\(Hello.sha256)\"")]).status
                == 204)
        #expect(face.directory.names == [])
        #expect(try await face.send(.delete, target).status == 404)
        #expect(try await face.send(.delete, target, [("If-Match", "*")]).status == 412)
    }

    @Test func `where a file is not, there is the form that puts it`() async throws {
        let face = try FileFace()
        let reply = try await face.get("/files/\(Hello.md5)", hal)
        #expect(reply.status == 404)
        #expect(reply[.contentType] == "application/hal+json")
        let form = reply["_embedded", "filestore:put"]
        #expect(form?["links"]?[0]?["href"]?.string?.text == "../files/\(Hello.md5)")
        #expect(reply.href("help") == "../docs/filestore/file")
        let plain = try await face.get("/files/\(Hello.md5)")
        #expect(plain.status == 404 && plain[.contentType] == "application/problem+json")
        let page = try await face.get("/files/x", [("Accept", "text/html,*/*;q=0.5")])
        #expect(page.status == 404 && page[.contentType] == "text/html; charset=utf-8")
        #expect(page.page.faults == [])
        #expect(
            try await face.send(.patch, "/files/x")[.allow] == "GET, HEAD, PUT, DELETE, OPTIONS")
    }

    @Test func `a damaged file is not sent where reading is verified`() async throws {
        var options = FileStoreOptions()
        for verifies in [false, true] {
            options.verifiesReads = verifies
            let face = try FileFace(options)
            face.directory["5d/\(Hello.md5)"] = "jello"
            for target in ["/?file_hash=\(Hello.md5)", "/files/\(Hello.md5)"] {
                let reply = try await face.get(target)
                #expect(reply.status == (verifies ? 500 : 200))
                #expect(!reply.text.contains(face.directory.path))
            }
        }
    }

    @Test func `of uploads of the same bytes at once one is stored`() async throws {
        let face = try FileFace()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let target = number % 2 == 0 ? "/" : "/files"
                    return try await face.send(.post, target, bytes: "hello").status
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 || $0 == 201 }.count == 1)
        #expect(statuses.filter { $0 == 409 }.count == 7)
        #expect(face.directory.names.count == 2)
    }
}
