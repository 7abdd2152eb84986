import Foundation
import Octets
import Testing

@testable import Store

@Suite struct HashedFileStoreTests {
    static let md5 = "5d41402abc4b2a76b9719d911017c592"
    static let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    private func hash(_ text: String) throws -> ContentHash { try #require(ContentHash(hex: text)) }

    @Test func `a file lies below the first two digits of its digest`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        #expect(try await store.save("hello") == .stored(hash(Self.md5)))
        #expect(scratch.names == ["2c/\(Self.sha256)", "5d/\(Self.md5)"])
        #expect(scratch["5d/\(Self.md5)"] == Array("hello".utf8))
        #expect(try store.content(hash(Self.md5)) == "hello")
        // The further name is the same file, not a copy.
        #expect(try store.content(hash(Self.sha256), verifying: true) == "hello")
        var (first, second) = (stat(), stat())
        unsafe stat("\(scratch.path)/5d/\(Self.md5)", &first)
        unsafe stat("\(scratch.path)/2c/\(Self.sha256)", &second)
        #expect(first.st_ino == second.st_ino)
        #expect(try store.names(after: nil, limit: 9) == [hash(Self.md5)])
        #expect(store.figures().count == 1 && store.figures().bytes == 5)
    }

    @Test func `the same bytes are stored once`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        let named = UploadOptions(note: BlobNote(name: "first"))
        _ = try await store.save("hello", named)
        let again = UploadOptions(note: BlobNote(name: "second"))
        #expect(try await store.save("hello", again) == .exists(hash(Self.md5)))
        #expect(try store.facts(of: hash(Self.md5))?.note.name == "first")
        #expect(scratch.names.count == 2)
    }

    @Test func `other bytes of the same digest do not replace those that are there`() async throws {
        let scratch = try BlobScratch()
        scratch["5d/\(Self.md5)"] = Array("jello".utf8)
        let store = try scratch.files()
        #expect(try await store.save("hello") == .collision(hash(Self.md5)))
        scratch["5d/\(Self.md5)"] = Array("hello, longer".utf8)
        #expect(try await store.save("hello") == .collision(hash(Self.md5)))
        #expect(scratch.names == ["5d/\(Self.md5)"])
        #expect(throws: BlobError.damaged("5d/\(Self.md5)")) {
            _ = try store.content(hash(Self.md5), verifying: true)
        }
    }

    @Test func `a directory of the original is served as it is`() async throws {
        let scratch = try BlobScratch()
        scratch["5d/\(Self.md5)"] = Array("hello".utf8)
        scratch["temp.data"] = [1]
        scratch["5d/neighbour"] = [2]
        let before = scratch.names
        let store = try scratch.files()
        #expect(try store.content(hash(Self.md5), verifying: true) == "hello")
        #expect(try await store.save("hello") == .exists(hash(Self.md5)))
        #expect(try store.names(after: nil, limit: 9) == [hash(Self.md5)])
        #expect(scratch.names == before)
        #expect(try store.delete(hash(Self.md5)))
        #expect(scratch.names == ["5d/neighbour", "temp.data"])
    }

    @Test(arguments: [md5, sha256])
    func `deleting by any name removes all of them and empty directories`(name: String) async throws
    {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        _ = try await store.save("hello")
        let blob = try #require(try store.shared(hash(Self.md5)))
        #expect(try store.delete(hash(name)))
        #expect(try !store.delete(hash(Self.md5)))
        #expect(try !store.delete(hash(Self.sha256)))
        #expect(scratch.names == [])
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/5d"))
        #expect(try blob.content() == "hello")
        #expect(try await store.save("hello") == .stored(hash(Self.md5)))
    }

    @Test func `what an instance of the original deletes is gone by every name`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        _ = try await store.save("hello")
        scratch["5d"] = nil
        #expect(try !store.has(hash(Self.sha256)))
        #expect(scratch.names == [])
        _ = try await store.save("hello")
        scratch["5d"] = nil
        #expect(try store.tidy() == 1)
        #expect(try store.tidy() == 0)
        #expect(scratch.names == [])
        _ = try await store.save("hello")
        scratch["5d"] = nil
        #expect(try await store.save("hello") == .stored(hash(Self.md5)))
        #expect(try store.content(hash(Self.sha256)) == "hello")
    }

    @Test func `files are listed in order, page by page`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        for number in 0..<50 { _ = try await store.save(Bytes("\(number)")) }
        let all = try store.names(after: nil, limit: 1000)
        #expect(all.count == 50 && all == all.sorted())
        #expect(all.allSatisfy { $0.algorithm == .md5 })
        var paged: [ContentHash] = []
        while true {
            let page = try store.names(after: paged.last, limit: 7)
            if page.isEmpty { break }
            paged += page
        }
        #expect(paged == all)
    }

    @Test func `a store may name files by another digest, beside those it has`() async throws {
        let scratch = try BlobScratch()
        _ = try await scratch.files().save("hello")
        scratch["90/900150983cd24fb0d6963f7d28e17f72"] = Array("abc".utf8)
        let store = try HashedFileStore(
            directory: scratch.path, algorithm: .sha256, aliases: [], pool: scratch.pool)
        #expect(try await store.save("hello") == .exists(hash(Self.sha256)))
        #expect(try store.content(hash(Self.md5)) == "hello")
        #expect(
            try store.names(after: nil, limit: 9) == [
                hash(Self.sha256), hash("900150983cd24fb0d6963f7d28e17f72"),
            ])
    }

    @Test func `digests that were sent are checked before anything is visible`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        var options = UploadOptions()
        options.expected = [
            try hash(Self.sha256), try Digester.hash(Bytes("hello").span, .sha512),
        ]
        await #expect(throws: BlobError.wrongHash(.sha256)) {
            _ = try await store.save("hellO", options)
        }
        options.expected.removeFirst()
        await #expect(throws: BlobError.wrongHash(.sha512)) {
            _ = try await store.save("hellO", options)
        }
        #expect(scratch.names == [])
        #expect(try await store.save("hello", options) == .stored(hash(Self.md5)))
        #expect(try store.facts(of: hash(Self.md5))?.note.hash(.sha512) == options.expected[0])
    }

    @Test func `a file gets a name by each digest that its upload asks for`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        var options = UploadOptions(length: 5)
        options.hashes = [.sha512, .md5]
        let upload = try await store.begin(options)
        #expect(upload.hashes == [])
        try await upload.write("hello")
        _ = try await store.commit(upload)
        #expect(upload.hashes.map(\.algorithm) == [.md5, .sha256, .sha512])
        for hash in upload.hashes { #expect(try store.content(hash, verifying: true) == "hello") }
        #expect(scratch.names.count == 3)
        #expect(try store.delete(upload.hashes[2]))
        #expect(scratch.names == [])
    }

    @Test func `where notes lie beside files, further names work as well`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files(
            BlobFaults { call, _ in call == .attribute ? ENOTSUP : nil })
        _ = try await store.save("hello", UploadOptions(note: BlobNote(name: "n")))
        _ = try await store.save("hello", UploadOptions(note: BlobNote(name: "other")))
        #expect(try store.facts(of: hash(Self.sha256))?.note.name == "n")
        #expect(try store.delete(hash(Self.sha256)))
        #expect(scratch.names == [])
    }

    @Test func `a copy of the directory without its links is read by every name`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        _ = try await store.save("hello")
        let place = "\(scratch.path)/5d/\(Self.md5)"
        #expect(unsafe rename(place, "\(scratch.path)/copied") == 0)
        scratch["5d/\(Self.md5)"] = Array("hello".utf8)
        scratch["copied"] = nil
        for _ in 0..<2 { #expect(try store.content(hash(Self.sha256)) == "hello") }
        #expect(try store.tidy() == 0)
        #expect(try await store.save("hello") == .exists(hash(Self.md5)))
        #expect(scratch.names == ["2c/\(Self.sha256)", "5d/\(Self.md5)"])
    }

    @Test func `what is no file is not said to be the bytes`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        scratch["5d/\(Self.md5)/x"] = [1]
        await #expect(throws: BlobError.failed(SystemError("link", code: EEXIST))) {
            _ = try await store.save("hello")
        }
        #expect(scratch.names == ["5d/\(Self.md5)/x"])
    }
}
