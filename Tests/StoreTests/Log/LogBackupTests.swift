import Glibc
import Octets
import Testing

@testable import Store

/// A backup is a log of its own, whatever happens to the first while it is made.
@Suite struct LogBackupTests {
    private let stream = StreamID(name: "a")

    private func fill(_ store: LogStore, _ numbers: Range<Int>) async throws {
        for number in numbers {
            _ = try await store.append(
                [NewMessage("\(number) \(String(repeating: "x", count: 300))")],
                to: StreamID(name: "s\(number % 3)"), expecting: .any)
        }
    }

    private func contents(_ scratch: LogScratch) async throws -> [String] {
        let store = try scratch.open()
        #expect(store.faults.isEmpty)
        let lines = try await store.dump()
        await store.close()
        return lines
    }

    @Test func `a backup of an open log holds what was there, and can be written`() async throws {
        let (scratch, target) = (LogScratch(), LogScratch())
        let store = try scratch.open()
        try await fill(store, 0..<40)
        _ = try await store.deleteStream(StreamID(name: "s1"), expecting: .any)
        let wanted = try await store.dump()
        let report = try LogBackup.make(of: scratch.path, in: target.path)
        #expect(report.segments > 2)
        #expect(report.linked == report.segments - 1)
        #expect(report.kept == 0)
        try await fill(store, 40..<50)
        await store.close()
        #expect(try LogVerifier.verify(directory: target.path).faults.isEmpty)
        #expect(try await contents(target) == wanted)
        let restored = try target.open()
        try await fill(restored, 50..<70)
        await restored.close()
        #expect(try LogVerifier.verify(directory: target.path).faults.isEmpty)
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    @Test func `the next backup brings what is new and drops what was rewritten`() async throws {
        let (scratch, target) = (LogScratch(), LogScratch())
        let store = try scratch.open()
        try await fill(store, 0..<40)
        let first = try LogBackup.make(of: scratch.path, in: target.path)
        try await fill(store, 40..<80)
        let second = try LogBackup.make(of: scratch.path, in: target.path)
        #expect(second.kept == first.segments - 1)
        #expect(second.segments > first.segments)
        let before = Set(target.names)
        _ = try await store.deleteStream(StreamID(name: "s1"), expecting: .any)
        _ = try await store.scavenge()
        let third = try LogBackup.make(of: scratch.path, in: target.path)
        #expect(third.kept < second.segments)
        #expect(!before.subtracting(target.names).isEmpty)
        #expect(try await contents(target) == store.dump())
        await store.close()
    }

    @Test func `a backup beside writers is a beginning of what they wrote`() async throws {
        let (scratch, target) = (LogScratch(), LogScratch())
        let store = try scratch.open { $0.fillAheadBytes = 65536 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<300 {
                        _ = try await store.append(
                            [NewMessage("\(number)"), NewMessage("\(number)")],
                            to: StreamID(name: "w\(writer)"), expecting: .any)
                    }
                }
            }
            for _ in 0..<20 {
                let held = try await store.dump()
                _ = try LogBackup.make(of: scratch.path, in: target.path)
                #expect(try LogVerifier.verify(directory: target.path).faults.isEmpty)
                let copy = target.copy()
                let backup = try await contents(copy).filter { !$0.hasPrefix("w") }
                // Lines of messages come in the order of positions; what was there before the backup began
                // is in it, and what is in it is in the log.
                let messages = held.filter { !$0.hasPrefix("w") }
                #expect(Array(backup.prefix(messages.count)) == messages)
                let later = try await store.dump().filter { !$0.hasPrefix("w") }
                #expect(Array(later.prefix(backup.count)) == backup)
            }
            try await group.waitForAll()
        }
        await store.close()
    }

    @Test func `another file system gets copies`() async throws {
        // Where the scratch directories lie in memory, /tmp usually does not.
        let scratch = LogScratch()
        let target = "/tmp/halserver-backup-\(UUID.random())"
        let store = try scratch.open()
        try await fill(store, 0..<40)
        let report = try LogBackup.make(of: scratch.path, in: target)
        defer {
            let directory = try? LogDirectory(target, fileSystem: FileSystem(), creates: false)
            for name in (try? directory?.names()) ?? [] { unsafe unlink("\(target)/\(name)") }
            unsafe rmdir(target)
        }
        #expect(try LogVerifier.verify(directory: target).faults.isEmpty)
        let copy = try LogStore.open(directory: target, options: LogOptions())
        #expect(try await copy.dump() == store.dump())
        await copy.close()
        await store.close()
        #expect(report.linked + report.kept < report.segments)
    }

    @Test func `nothing is copied over another log, into a used one, or beside foreign files`()
        async throws
    {
        let (scratch, other, foreign) = (LogScratch(), LogScratch(), LogScratch())
        try await scratch.open().close()
        let used = try other.open()
        #expect(throws: LogOpenError.locked(directory: other.path)) {
            try LogBackup.make(of: scratch.path, in: other.path)
        }
        await used.close()
        let names = other.names
        #expect(throws: LogOpenError.foreign(directory: other.path)) {
            try LogBackup.make(of: scratch.path, in: other.path)
        }
        #expect(other.names == names)
        foreign["notes.txt"] = [1, 2, 3]
        #expect(throws: LogOpenError.foreign(directory: foreign.path)) {
            try LogBackup.make(of: scratch.path, in: foreign.path)
        }
        #expect(foreign["notes.txt"] == [1, 2, 3])
    }

    @Test func `damage in the active segment is said, and the backup before stays`() async throws {
        let (scratch, target) = (LogScratch(), LogScratch())
        let store = try scratch.open { $0.segmentBytes = 1 << 20 }
        try await fill(store, 0..<10)
        _ = try LogBackup.make(of: scratch.path, in: target.path)
        let wanted = try await store.dump()
        try await fill(store, 10..<20)
        await store.close()
        let name = try #require(scratch.names.first { $0.hasSuffix(".log") })
        scratch[name][2000] ^= 1
        #expect(throws: LogOpenError.self) {
            try LogBackup.make(of: scratch.path, in: target.path)
        }
        #expect(try await contents(target) == wanted)
    }
}
