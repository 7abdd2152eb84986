import Glibc
import Octets
import TestSupport
import Testing

@testable import Store

/// Several stores on one directory, in one process and in several.
@Suite struct BlobRaceTests {
    private func save(
        _ count: Int, in store: ByteStreamStore, named name: String
    ) async throws -> [StoredStream] {
        var stored: [StoredStream] = []
        for number in 0..<count { stored.append(try await store.save(Bytes("\(name) \(number)"))) }
        return stored
    }

    @Test func `streams of racing stores get places without gaps, each one its own`() async throws {
        let scratch = try BlobScratch()
        let stores = [try scratch.streams(), try scratch.streams()]
        let stored = try await withThrowingTaskGroup(of: [StoredStream].self) { group in
            for writer in 0..<6 {
                group.addTask {
                    try await self.save(25, in: stores[writer % 2], named: "\(writer)")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for writer in stored {
            let places = writer.map(\.position.sequence)
            #expect(places == places.sorted())
        }
        let all = stored.flatMap { $0 }
        #expect(Set(all.map(\.position.sequence)) == Set(1...150))
        for stream in all {
            #expect(try stores[0].entry(at: stream.position)?.id == stream.id)
            #expect(try stores[1].position(of: stream.id) == stream.position)
        }
        #expect(try stores[0].adopt(isUrgent: true) == 0)
    }

    @Test func `of racing uploads of the same bytes one is stored`() async throws {
        let scratch = try BlobScratch()
        let stores = [try scratch.files(), try scratch.files()]
        for round in 0..<20 {
            let bytes = noise(50_000, seed: UInt64(round) + 1)
            let outcomes = try await withThrowingTaskGroup(of: HashedFileStore.Outcome.self) {
                group in
                for index in 0..<6 { group.addTask { try await stores[index % 2].save(bytes) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let hash = try Digester.hash(bytes.span, .md5)
            #expect(outcomes.filter { $0 == .stored(hash) }.count == 1)
            #expect(outcomes.filter { $0 == .exists(hash) }.count == 5)
            #expect(try stores[0].delete(hash))
        }
        #expect(scratch.names == [])
    }

    @Test func `storing and deleting the same bytes at once ends in one of both`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.files()
        let hash = try Digester.hash(Bytes("x").span, .md5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for _ in 0..<200 { _ = try await store.save("x") } }
            group.addTask {
                for _ in 0..<200 {
                    _ = try await store.run { store throws(BlobError) in try store.delete(hash) }
                }
            }
            try await group.waitForAll()
        }
        _ = try await store.save("x")
        #expect(try store.content(hash) == "x")
        #expect(try store.delete(hash))
        _ = try store.tidy()
        #expect(scratch.names == [])
    }

    @Test func `another store may say first which place a stream has`() async throws {
        let scratch = try BlobScratch()
        let asked = Counter()
        let store = try scratch.streams(
            BlobFaults { call, name in
                guard call == .symbolicLink, name.hasPrefix(".meta/streams/") else { return nil }
                // There is no room for it, then there is, and somebody was faster.
                asked.add(1)
                if asked.value == 1 { return ENOENT }
                _ = unsafe symlink(
                    "../queues/default/00000000000000000001", "\(scratch.path)/\(name)")
                return nil
            })
        let saved = try await store.save("x")
        #expect(asked.value == 2)
        #expect(try store.position(of: saved.id) == saved.position)
    }

    @Test func `streams that two stores adopt at once get one place each`() async throws {
        let scratch = try BlobScratch()
        for _ in 0..<100 {
            let name = "\(UUID.random()).data"
            scratch[name] = [1]
            try scratch.age(name, 10)
        }
        let stores = [try scratch.streams(), try scratch.streams(), try scratch.streams()]
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask {
                    try await store.run { store throws(BlobError) in
                        try store.adopt(isUrgent: true)
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 }
        }
        #expect(counts == 100)
        let page = try #require(try stores[0].page(of: .main, limit: 1000))
        #expect(page.entries.count == 100 && Set(page.entries.map(\.id)).count == 100)
    }

    @Test func `two processes share a directory`() async throws {
        let scratch = try BlobScratch()
        let path = scratch.path
        let store = try scratch.streams()
        let own = try await withThrowingTaskGroup(of: [StoredStream].self) { group in
            group.addTask {
                await #expect(processExitsWith: .success) { [path = path as String] in
                    let store = try ByteStreamStore(directory: path, pool: BlobPool(threads: 2))
                    for number in 0..<60 { _ = try await store.save(Bytes("child \(number)")) }
                }
                return []
            }
            group.addTask {
                var own: [StoredStream] = []
                // Until the other one has begun, and some more.
                while try own.count < 60 || store.queue(.main)?.count == UInt64(own.count) {
                    for _ in 0..<60 { own.append(try await store.save("parent")) }
                    if own.count > 50_000 { break }
                }
                return own
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let page = try #require(try store.page(of: .main, limit: 100_000))
        #expect(page.entries.count == own.count + 60)
        #expect(page.entries.map(\.position.sequence) == Array(1...UInt64(own.count + 60)))
        let children = try page.entries.compactMap { entry -> String? in
            let text = try store.content(entry.id)?.text ?? ""
            return text.hasPrefix("child") ? text : nil
        }
        #expect(children == (0..<60).map { "child \($0)" })
        for stream in own { #expect(try store.position(of: stream.id) == stream.position) }
    }

    /// Promise P9, with SIGKILL.
    @Test func `what a killed process left is removed at the next start, and nothing else`()
        async throws
    {
        let scratch = try BlobScratch()
        let path = scratch.path
        let living = try scratch.streams()
        let upload = try await living.begin(UploadOptions())
        try await upload.write("still ")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = try ByteStreamStore(directory: path, pool: BlobPool(threads: 2))
            _ = try await store.save("stored")
            let uploads = [
                try await store.begin(UploadOptions(length: 3_000_000)),
                try await store.begin(UploadOptions()),
            ]
            for upload in uploads { try await upload.write(noise(2_000_000)) }
            kill(getpid(), SIGKILL)
        }
        scratch[".tmp/mine.txt"] = [1]
        #expect(scratch.names.filter { $0.hasPrefix(".tmp/") }.count == 4)
        let store = try scratch.streams()
        #expect(store.figures().swept == 2)
        #expect(
            scratch.names.filter { $0.hasPrefix(".tmp/") }
                == [
                    ".tmp/\(upload.id)", ".tmp/mine.txt",
                ].sorted())
        try await upload.write("alive")
        #expect(try store.content(try await living.commit(upload).id) == "still alive")
        #expect(try store.queue(.main)?.count == 2)
    }

    /// Killed at any call of a commit: the stream is there whole, or not at all, and has one place.
    @Test func `a process that is killed within a commit leaves a stream or none`() async throws {
        for number in stride(from: 0, to: 24, by: 3) {
            let scratch = try BlobScratch()
            let path = scratch.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, number = number as Int] in
                let left = Counter()
                let faults = BlobFaults { _, _ in
                    left.add(1)
                    if left.value > number { kill(getpid(), SIGKILL) }
                    return nil
                }
                let store = try ByteStreamStore(
                    directory: path, pool: BlobPool(threads: 1), faults: faults)
                for _ in 0..<10 { _ = try await store.save("whole") }
            }
            let store = try scratch.streams()
            let names = try store.names(after: nil, limit: 100)
            for id in names {
                #expect(try store.content(id, verifying: true) == "whole")
                try scratch.age("\(id).data", 10)
            }
            _ = try store.adopt(isUrgent: true)
            let summary = try store.queue(.main)
            #expect(summary?.count ?? 0 == UInt64(names.count), "call \(number)")
            #expect(Set(scratch.blobs) == Set(names.map { "\($0).data" }), "call \(number)")
        }
    }
}
