import Glibc
import Octets
import Testing

@testable import Store

/// Files of payloads that are not as they were written, and copies of those that are.
@Suite struct LogPayloadDamageTests {
    private let a = StreamID(name: "a")
    private let text = String(repeating: "long ", count: 400)

    private func filled(_ count: Int = 1) async throws -> (LogScratch, LogStore) {
        let scratch = LogScratch()
        let store = try scratch.open { $0.payloadFileBytes = 100 }
        for number in 0..<count {
            _ = try await store.append(
                [NewMessage("\(text)\(number)"), NewMessage("short")], to: a, expecting: .any)
        }
        return (scratch, store)
    }

    /// Ways to spoil a file.
    static let ways: [(String, @Sendable (inout [UInt8]) -> Void)] = [
        ("first bit", { $0[0] ^= 1 }), ("last bit", { $0[$0.count - 1] ^= 128 }),
        ("cut", { $0.removeLast() }), ("empty", { $0 = [] }), ("longer", { $0.append(0) }),
        ("zeros", { $0 = [UInt8](repeating: 0, count: $0.count) }),
    ]

    @Test(arguments: 0...ways.count)
    func `a damaged, missing or shortened file is never served as good`(way: Int) async throws {
        let (scratch, store) = try await filled()
        let name = try #require(scratch.payloads.first)
        let good = scratch[name]
        if way < Self.ways.count {
            var bytes = good
            Self.ways[way].1(&bytes)
            scratch[name] = bytes
        } else {
            unsafe unlink(scratch.path + "/" + name)
        }
        let reads: [@Sendable () async throws -> Void] = [
            { _ = try await store.message(in: a, at: 0) },
            { _ = try await store.storedPayload(in: a, at: 0) },
            { _ = try await store.read(StreamQuery(.all, .forwards, from: .at(0), limit: 10)) },
        ]
        for read in reads {
            do {
                try await read()
                Issue.record("it was served")
            } catch StoreError.damaged(let reason) {
                #expect(reason.hasPrefix(name))
            }
        }
        // What does not need the payload is there.
        var query = StreamQuery(.all, .forwards, from: .at(0), limit: 10)
        query.includesPayloads = false
        #expect(try await store.read(query).messages.map(\.payloadLength) == [2003, 7])
        #expect(try await store.message(in: a, at: 1)?.payload?.bytes.text == "\"short\"")
        #expect(try LogVerifier.verify(directory: scratch.path).faults.map(\.file) == [name])
        scratch[name] = good
        #expect(try await store.message(in: a, at: 0)?.payloadLength == 2003)
        // It can be deleted, spoiled or not.
        scratch[name] = []
        try await store.deleteMessage(in: a, at: 0)
        #expect(try await scratch.hasPayloads(0))
        await store.close()
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    @Test func `a backup links the files, and the next one drops those that are gone`()
        async throws
    {
        let (scratch, store) = try await filled(3)
        let target = LogScratch()
        #expect(try LogBackup.make(of: scratch.path, in: target.path).payloads == 3)
        #expect(target.payloads == scratch.payloads)
        #expect(try LogVerifier.verify(directory: target.path).payloads == 3)
        try await store.deleteMessage(in: a, at: 0)
        #expect(try await scratch.hasPayloads(2))
        // The copy is one of a moment: it has lost nothing.
        #expect(try LogVerifier.verify(directory: target.path).payloads == 3)
        _ = try await store.append([NewMessage(text)], to: a, expecting: .any)
        #expect(try LogBackup.make(of: scratch.path, in: target.path).payloads == 3)
        #expect(target.payloads == scratch.payloads)
        let wanted = try await store.dump()
        await store.close()
        let copy = try target.open { $0.payloadFileBytes = 100 }
        #expect(try await copy.dump() == wanted)
        #expect(try await copy.message(in: a, at: 2)?.payloadLength == 2003)
        await copy.close()
    }

    @Test func `nothing is removed while somebody copies the log`() async throws {
        let (scratch, store) = try await filled(2)
        let directory = try LogDirectory(scratch.path, fileSystem: FileSystem(), creates: false)
        do {
            let held = try PayloadFiles.hold(in: directory)
            #expect(held != nil)
            try await store.deleteMessage(in: a, at: 0)
            // Its answer means that the other thread knows; a copy is made beside, all the same.
            let target = LogScratch()
            #expect(try LogBackup.make(of: scratch.path, in: target.path).payloads == 2)
            #expect(scratch.payloads.count == 2)
            withExtendedLifetime(held) {}
        }
        #expect(try await scratch.hasPayloads(1))
        await store.close()
    }

    @Test func `backups beside writers and deletions are whole`() async throws {
        let (scratch, store) = try await filled()
        let target = LogScratch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<200 {
                    let version = try await store.append(
                        [NewMessage("\(text)\(number)")], to: a, expecting: .any
                    ).currentVersion
                    try await store.deleteMessage(in: a, at: version - 1)
                }
            }
            for _ in 0..<20 {
                _ = try LogBackup.make(of: scratch.path, in: target.path)
                #expect(try LogVerifier.verify(directory: target.path).faults.isEmpty)
                #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
            }
            try await group.waitForAll()
        }
        await store.close()
    }

    @Test func `another file system gets copies, and what was copied by half is copied again`()
        async throws
    {
        let (scratch, store) = try await filled(2)
        // Where the scratch directories lie in memory, /tmp usually does not.
        let target = "/tmp/halserver-backup-\(UUID.random())"
        defer {
            for directory in [target + "/" + PayloadFiles.directoryName, target] {
                let names = try? LogDirectory(
                    directory, fileSystem: FileSystem(), creates: false
                ).names()
                for name in names ?? [] { unsafe unlink("\(directory)/\(name)") }
                unsafe rmdir(directory)
            }
        }
        #expect(try LogBackup.make(of: scratch.path, in: target).copiedBytes > 4000)
        #expect(try LogVerifier.verify(directory: target).payloads == 2)
        unsafe truncate(target + "/" + scratch.payloads[0], 5)
        #expect(try LogVerifier.verify(directory: target).faults.count == 1)
        #expect(try LogBackup.make(of: scratch.path, in: target).copiedBytes > 2000)
        #expect(try LogVerifier.verify(directory: target).payloads == 2)
        await store.close()
    }
}
