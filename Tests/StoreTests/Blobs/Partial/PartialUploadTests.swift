import Foundation
import Octets
import TestSupport
import Testing

@testable import Store

@Suite struct PartialUploadTests {
    @Test(arguments: PartialScratch.Kind.allCases)
    func `parts become one blob, with the file that they were written to`(
        kind: PartialScratch.Kind
    ) async throws {
        let store = try PartialScratch(kind, on: BlobScratch(onDisk: true))
        let bytes = noise(3_000_001)
        let facts = PartialFacts(
            queue: try #require(QueueName("films")),
            note: BlobNote(name: "a.bin", mediaType: "video/mp4"), metadata: "filename YS5iaW4=")
        let id = try await store.create(3_000_001, facts)
        var offset = 0
        var result: PartialResult?
        for size in [1, 5_000, 1_300_000, 0, 1_600_000] {
            #expect(result == nil)
            result = try await store.add(bytes[offset..<min(offset + size, bytes.count)], to: id)
            offset = min(offset + size, bytes.count)
            #expect(try await store.uploads.status(of: id)?.offset == UInt64(offset))
            #expect(try await store.uploads.status(of: id)?.facts == facts)
        }
        #expect(result == nil)
        #expect(store.blobs == [])
        let inode = try scratchInode(store, "\(PartialRecord.room)/\(id)")
        let ended = try #require(try await store.add(bytes[offset..<bytes.count], to: id))
        #expect(try store.content(ended) == bytes)
        #expect(try store.note(ended)?.name == "a.bin")
        #expect(try store.note(ended)?.mediaType == "video/mp4")
        #expect(try store.note(ended)?.checksum == CRC32C.of(bytes.span))
        let blob = try #require(store.blobs.first)
        #expect(try scratchInode(store, blob) == inode)
        #expect(store.blobs.count == 1)
        if kind == .streams {
            #expect(ended == .stream(id))
            #expect(try store.position(ended)?.queue == QueueName("films"))
        }
        // Nothing but the record of what became of it is left.
        #expect(store.waiting == [PartialRecord.name(of: id)])
        #expect(try await store.uploads.status(of: id)?.result == ended)
    }

    private func scratchInode(_ store: PartialScratch, _ name: String) throws -> Int? {
        let facts = try FileManager.default.attributesOfItem(
            atPath: store.scratch.path + "/" + name)
        return (facts[.systemFileNumber] as? NSNumber)?.intValue
    }

    @Test(arguments: PartialScratch.Kind.allCases)
    func `an upload outlives its server and goes on in another one`(
        kind: PartialScratch.Kind
    ) async throws {
        let scratch = try BlobScratch()
        let bytes = noise(900_000)
        let id = try await PartialScratch(kind, on: scratch).create(900_000)
        for start in stride(from: 0, to: 900_000, by: 300_000) {
            let store = try PartialScratch(kind, on: scratch)
            #expect(try await store.uploads.status(of: id)?.offset == UInt64(start))
            let result = try await store.add(bytes[start..<(start + 300_000)], to: id)
            if let result { #expect(try store.content(result) == bytes) }
        }
        let store = try PartialScratch(kind, on: scratch)
        let status = try #require(try await store.uploads.status(of: id))
        #expect(try store.content(try #require(status.result)) == bytes)
        #expect(status.isWhole)
    }

    @Test func `what was written and not acknowledged does not count`() async throws {
        let store = try PartialScratch(.streams)
        let bytes = noise(500_000)
        let id = try await store.create(500_000)
        try await store.add(bytes[0..<200_000], to: id)
        do {
            let upload = try #require(try await store.uploads.open(id))
            try await upload.begin(count: 300_000)
            try await upload.write(noise(100_000, seed: 9))
            // Killed here: nothing is ended.
            upload.release()
        }
        #expect(try await store.uploads.status(of: id)?.offset == 200_000)
        let result = try #require(try await store.add(bytes[200_000..<500_000], to: id))
        #expect(try store.content(result) == bytes)
    }

    @Test func `what came of a part that broke off is kept`() async throws {
        let store = try PartialScratch(.files)
        let bytes = noise(500_000)
        let id = try await store.create(500_000)
        try await store.add(bytes[0..<123_456], to: id, isBroken: true)
        #expect(try await store.uploads.status(of: id)?.offset == 123_456)
        let result = try #require(try await store.add(bytes[123_456..<500_000], to: id))
        #expect(try store.content(result) == bytes)
    }

    @Test(arguments: HashAlgorithm.allCases)
    func `a part of another checksum leaves nothing of itself`(
        algorithm: HashAlgorithm
    ) async throws {
        let store = try PartialScratch(.files)
        let bytes = noise(400_000)
        let id = try await store.create(400_000)
        let first = bytes[0..<100_000]
        try await store.add(first, to: id, expecting: Digester.hash(first.span, algorithm))
        let wrong = try Digester.hash(Bytes("other").span, algorithm)
        let rest = bytes[100_000..<400_000]
        await #expect(throws: PartialError.wrongChecksum) {
            try await store.add(rest, to: id, expecting: wrong)
        }
        #expect(try await store.uploads.status(of: id)?.offset == 100_000)
        #expect(store.scratch["\(PartialRecord.room)/\(id)"]?.count == 100_000)
        // One that broke off cannot be checked.
        try await store.add(
            rest[0..<5000], to: id, expecting: Digester.hash(rest.span, algorithm), isBroken: true)
        #expect(try await store.uploads.status(of: id)?.offset == 100_000)
        let result = try #require(
            try await store.add(rest, to: id, expecting: Digester.hash(rest.span, algorithm)))
        #expect(try store.content(result) == bytes)
    }

    @Test func `a second writer is kept out, also by another process's store`() async throws {
        let scratch = try BlobScratch()
        let stores = [
            try PartialScratch(.streams, on: scratch), try PartialScratch(.streams, on: scratch),
        ]
        let id = try await stores[0].create(10)
        let upload = try #require(try await stores[0].uploads.open(id))
        for store in stores {
            await #expect(throws: PartialError.locked) { _ = try await store.uploads.open(id) }
            #expect(try await store.uploads.status(of: id)?.offset == 0)
        }
        upload.release()
        for store in stores {
            let next = try #require(try await store.uploads.open(id))
            next.release()
        }
        await #expect(throws: PartialError.blob(.closed)) { try await upload.finishPart() }
    }

    @Test(arguments: PartialScratch.Kind.allCases)
    func `of many that end an upload at once all learn of one blob`(
        kind: PartialScratch.Kind
    ) async throws {
        let scratch = try BlobScratch()
        let stores = try (0..<4).map { _ in try PartialScratch(kind, on: scratch) }
        for round in 0..<10 {
            let bytes = noise(30_000, seed: UInt64(round) + 1)
            let id = try await stores[0].create(30_000)
            let upload = try #require(try await stores[0].uploads.open(id))
            try await upload.begin(count: nil)
            try await upload.write(bytes)
            try await upload.finishPart()
            upload.release()
            let results = try await withThrowingTaskGroup(of: PartialResult.self) { group in
                for store in stores {
                    group.addTask {
                        while true {
                            do throws(PartialError) {
                                guard let own = try await store.uploads.open(id) else { continue }
                                defer { own.release() }
                                return try await store.uploads.finish(own)
                            } catch {
                                guard error == .locked else { throw error }
                                await Task.yield()
                            }
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(results.count == 1)
            #expect(try stores[1].content(try #require(results.first)) == bytes)
        }
        #expect(stores[0].blobs.count == 10)
    }

    @Test func `the same bytes lead to the file that is there`() async throws {
        let store = try PartialScratch(.files)
        let first = try await store.create(5)
        let second = try await store.create(5)
        let stored = try #require(try await store.add("hello", to: first))
        let met = try #require(try await store.add("hello", to: second))
        guard case .stored(let hash) = stored else {
            Issue.record("\(stored)")
            return
        }
        #expect(met == .exists(hash))
        #expect(store.blobs.count == 1)
        #expect(store.waiting.count == 2)
    }

    @Test(arguments: PartialScratch.Kind.allCases)
    func `nothing at all is an upload too`(kind: PartialScratch.Kind) async throws {
        let store = try PartialScratch(kind)
        let id = try await store.create(0)
        let result = try #require(try await store.add("", to: id))
        #expect(try store.content(result) == "")
    }

    @Test func `the length may be told later, once`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(nil)
        #expect(try await store.add("hel", to: id) == nil)
        #expect(try await store.uploads.status(of: id)?.length == nil)
        let upload = try #require(try await store.uploads.open(id))
        try await upload.begin(count: 2, length: 5)
        try await upload.write("lo")
        try await upload.finishPart()
        #expect(upload.status.length == 5)
        let result = try await store.uploads.finish(upload)
        #expect(try store.content(result) == "hello")
    }

    @Test func `more than was announced, or than may be, is refused`() async throws {
        var options = PartialOptions()
        options.mostLength = 100
        options.mostUploads = 3
        options.mostBytes = 150
        let store = try PartialScratch(.streams, options)
        await #expect(throws: PartialError.blob(.tooLarge(limit: 100))) {
            _ = try await store.create(101)
        }
        let id = try await store.create(10)
        await #expect(throws: PartialError.blob(.tooLarge(limit: 10))) {
            try await store.add(noise(11), to: id, isBroken: true)
        }
        #expect(try await store.uploads.status(of: id)?.offset == 0)
        let open = try await store.create(nil)
        try await store.add(noise(100), to: open)
        await #expect(throws: PartialError.blob(.tooLarge(limit: 100))) {
            try await store.add(noise(1), to: open, isBroken: true)
        }
        await #expect(throws: PartialError.tooMuch(limit: 150)) { _ = try await store.create(60) }
        _ = try await store.create(50)
        await #expect(throws: PartialError.tooMany(limit: 3)) { _ = try await store.create(1) }
        // What is ended, or given up, makes room.
        #expect(try await store.add(noise(10), to: id) != nil)
        let given = try #require(try await store.uploads.open(open))
        try await given.remove()
        #expect(try await store.uploads.status(of: open) == nil)
        _ = try await store.create(90)
        _ = try await store.create(1)
    }

    @Test func `an upload that is removed leaves nothing but its blob`() async throws {
        let store = try PartialScratch(.streams)
        let id = try await store.create(5)
        try await store.add("hel", to: id)
        let upload = try #require(try await store.uploads.open(id))
        try await upload.remove()
        #expect(try await store.uploads.open(id) == nil)
        #expect(store.scratch.names == [])
        let other = try await store.create(5)
        let result = try #require(try await store.add("hello", to: other))
        let ended = try #require(try await store.uploads.open(other))
        try await ended.remove()
        #expect(store.waiting == [])
        #expect(try store.content(result) == "hello")
    }

    @Test func `uploads are listed in order`() async throws {
        let store = try PartialScratch(.files)
        var ids: [Octets.UUID] = []
        for _ in 0..<5 { ids.append(try await store.create(9)) }
        ids.sort()
        #expect(try await store.uploads.page(after: nil, limit: 2).map(\.id) == Array(ids[0..<2]))
        #expect(
            try await store.uploads.page(after: ids[1], limit: 9).map(\.id) == Array(ids[2..<5]))
    }
}
