import Foundation
import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct ByteStreamStoreTests {
    @Test func `a stream is a file of its name with its bytes, and a place in its queue`()
        async throws
    {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let stored = try await store.save("some data")
        #expect(stored.position == QueuePosition(.main, 1))
        #expect(
            scratch.names == [
                ".meta/queues/default/00000000000000000001", ".meta/streams/\(stored.id)",
                "\(stored.id).data",
            ])
        #expect(scratch["\(stored.id).data"] == Array("some data".utf8))
        // A person who looks for the first stream of a queue finds it.
        #expect(
            scratch[".meta/queues/default/00000000000000000001"] == Array("some data".utf8))
        #expect(stored.id.description == stored.id.description.lowercased())
        #expect(try store.content(stored.id) == "some data")
        #expect(try store.facts(of: stored.id)?.length == 9)
        let age = Timestamp.now().ticks - (try store.facts(of: stored.id)?.modified.ticks ?? 0)
        #expect(age < 60 * Timestamp.ticksPerSecond)
    }

    @Test func `a directory of the original is served as it is`() async throws {
        let scratch = try BlobScratch()
        let ids = (0..<3).map { _ in Octets.UUID.random() }
        for (index, id) in ids.enumerated() {
            scratch["\(id).data"] = Array("stream \(index)".utf8)
            // The last one was written first.
            try scratch.age("\(id).data", 100 + Double(index) * 100)
        }
        scratch["notes.txt"] = [1]
        scratch["\(Octets.UUID.random())".uppercased() + ".data"] = [2]
        let before = scratch.names
        let store = try scratch.streams()
        for (index, id) in ids.enumerated() {
            #expect(try store.content(id) == Bytes("stream \(index)"))
            #expect(try store.content(id, verifying: true) == Bytes("stream \(index)"))
        }
        #expect(scratch.names == before)
        #expect(try store.names(after: nil, limit: 10) == ids.sorted())
        #expect(try store.names(after: ids.sorted()[0], limit: 1) == [ids.sorted()[1]])
        // Asked for its queue, they get places in the order in which they were written.
        let page = try #require(try store.page(of: .main, limit: 10))
        #expect(page.entries.map(\.id) == ids.reversed())
        #expect(page.entries.map(\.position.sequence) == [1, 2, 3])
        #expect(try await store.save("new").position.sequence == 4)
        #expect(scratch["notes.txt"] == [1])
    }

    @Test func `a stream that somebody still writes gets no place`() throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let id = Octets.UUID.random()
        scratch["\(id).data"] = [1]
        #expect(try store.adopt(isUrgent: true) == 0)
        try scratch.age("\(id).data", 2)
        #expect(try store.adopt(isUrgent: true) == 1)
        #expect(try store.adopt(isUrgent: true) == 0)
    }

    @Test func `a cleaner of the original does not end the service`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let first = try await store.save("first")
        let upload = try await store.begin(UploadOptions())
        try await upload.write("sec")
        // It removes plain files and empty directories, and nothing below.
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path) {
            _ = unsafe remove(scratch.path + "/" + name)
        }
        #expect(try store.content(first.id) == nil)
        try await upload.write("ond")
        let second = try await store.commit(upload)
        #expect(second.position.sequence == 2)
        #expect(try store.content(second.id) == "second")
        // Even one that removes everything.
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path) {
            try FileManager.default.removeItem(atPath: scratch.path + "/" + name)
        }
        let third = try await store.save("third")
        #expect(third.position.sequence == 1)
        #expect(try store.content(third.id) == "third")
        #expect(try store.first(of: .main)?.id == third.id)
    }

    @Test func `deleting does not disturb who reads`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let bytes = noise(700_000)
        let id = try await store.save(bytes).id
        let blob = try #require(try store.shared(id))
        #expect(try store.delete(id))
        #expect(try !store.delete(id))
        #expect(try !store.has(id))
        #expect(try blob.content() == bytes)
        #expect(scratch.blobs == [])
        #expect(try store.position(of: id)?.sequence == 1)
    }

    @Test func `only old streams expire, and nothing else`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let old = try await store.save("old").id
        let new = try await store.save("new").id
        scratch["foreign.data"] = [1]
        scratch["foreign"] = [1]
        for name in ["\(old).data", "foreign.data", "foreign"] { try scratch.age(name, 4000) }
        let upload = try await store.begin(UploadOptions())
        try await upload.write("slow")
        try scratch.age(".tmp/\(upload.id)", 4000)
        #expect(try store.expire(olderThan: 0) == 0 && store.expire(olderThan: .min) == 0)
        #expect(try store.expire(olderThan: 3600) == 1)
        #expect(try store.expire(olderThan: 3600) == 0)
        #expect(try !store.has(old))
        #expect(scratch.blobs.contains("foreign") && scratch.blobs.contains("foreign.data"))
        // Its age counts from the moment at which it was whole.
        let slow = try await store.commit(upload).id
        #expect(try store.expire(olderThan: 3600) == 0)
        #expect(try store.content(slow) == "slow")
        #expect(try store.content(new) == "new")
        #expect(store.figures().expired == 1)
    }

    @Test func `what was said of a stream is kept with it`() async throws {
        let scratch = try BlobScratch()
        for refuses in [false, true] {
            let store = try scratch.streams(
                BlobFaults { call, _ in refuses && call == .attribute ? ENOTSUP : nil })
            let options = UploadOptions(note: BlobNote(name: "a/ü\n.pdf", mediaType: "text/x"))
            let id = try await store.save("x", options).id
            #expect(try store.facts(of: id)?.note.name == "a/ü\n.pdf")
            #expect(try store.facts(of: id)?.note.mediaType == "text/x")
            #expect(scratch.names.contains(".meta/notes/\(id)") == refuses)
            #expect(try store.delete(id))
            #expect(!scratch.names.contains(".meta/notes/\(id)"))
        }
    }

    @Test func `a damaged stream is found out where one asks for it`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let bytes = noise(300_000)
        let id = try await store.save(bytes).id
        #expect(try store.content(id, verifying: true) == bytes)
        let handle = try #require(FileHandle(forUpdatingAtPath: "\(scratch.path)/\(id).data"))
        try handle.seek(toOffset: 299_999)
        try handle.write(contentsOf: Data([bytes[299_999] ^ 4]))
        try handle.close()
        #expect(throws: BlobError.damaged("\(id).data")) {
            _ = try store.content(id, verifying: true)
        }
    }

    @Test(arguments: ["fifo", "directory", "link"])
    func `what has the name of a stream and is none is not served`(kind: String) throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let id = Octets.UUID.random()
        let place = "\(scratch.path)/\(id).data"
        switch kind {
        case "fifo": #expect(unsafe mkfifo(place, 0o600) == 0)
        case "directory": #expect(unsafe mkdir(place, 0o700) == 0)
        default: #expect(unsafe symlink("/etc/passwd", place) == 0)
        }
        #expect(try !store.has(id))
        #expect(try store.facts(of: id) == nil)
        #expect(try !store.delete(id))
        #expect(try store.adopt(isUrgent: true) == 0)
    }

    @Test func `figures say what was done and what is there`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        scratch["\(Octets.UUID.random()).data"] = [1, 2, 3]
        let id = try await store.save("12345").id
        _ = try await store.save("1")
        await (try await store.begin(UploadOptions())).abort()
        _ = try store.content(id)
        _ = try store.delete(id)
        let figures = store.figures()
        #expect(figures.uploads == 2 && figures.uploadedBytes == 6 && figures.abortedUploads == 1)
        #expect(figures.reads == 1 && figures.deletes == 1)
        #expect(figures.count == 2 && figures.bytes == 4)
        #expect((figures.freeBytes ?? 0) > 0)
    }
}
