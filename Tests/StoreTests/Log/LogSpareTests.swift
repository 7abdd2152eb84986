import Glibc
import Octets
import Testing

@testable import Store

/// The segment that is prepared ahead, as a file of its own.
@Suite struct LogSpareTests {
    private static let stream = StreamID(name: "a")

    private func open(
        _ scratch: LogScratch, _ change: (inout LogOptions) -> Void = { _ in }
    ) throws -> LogStore {
        try scratch.open {
            $0.segmentBytes = 1 << 16
            $0.fillAheadBytes = 1 << 14
            change(&$0)
        }
    }

    private func fill(_ store: LogStore, _ count: Int) async throws -> [UUID] {
        var ids: [UUID] = []
        for _ in 0..<count {
            let message = NewMessage(String(repeating: "x", count: 1000))
            _ = try await store.append([message], to: Self.stream, expecting: .any)
            ids.append(message.id)
        }
        return ids
    }

    private func expect(_ ids: [UUID], in store: LogStore) async throws {
        for id in ids where try await store.message(withID: id) == nil {
            Issue.record("\(id) is lost")
            return
        }
        #expect(store.faults.isEmpty)
        #expect(await store.writeObstacle() == nil)
    }

    @Test func `segments are made of the spare one, and nothing is lost over many of them`()
        async throws
    {
        let scratch = LogScratch()
        let recorder = FileRecorder()
        let store = try open(scratch) { $0.fileSystem = recorder.fileSystem }
        var ids = try await fill(store, 200)
        // Another thread prepares it: it comes when that thread has had its turn.
        func isUsed() -> Bool {
            recorder.operations.contains {
                if case .rename(LogFormat.spareName, _) = $0 { true } else { false }
            }
        }
        while !isUsed(), ids.count < 20_000 { ids += try await fill(store, 200) }
        #expect(isUsed())
        try await expect(ids, in: store)
        await store.close()
        #expect(!scratch.names.contains(LogFormat.spareName))
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
        let again = try open(scratch)
        try await expect(ids, in: again)
        await again.close()
    }

    @Test func `nobody prepares another segment in the file that becomes the next one`()
        async throws
    {
        let scratch = LogScratch()
        let watch = SpareWatch()
        let store = try open(scratch) { $0.fileSystem = watch.fileSystem }
        var ids = try await fill(store, 200)
        while watch.taken < 3, ids.count < 20_000 { ids += try await fill(store, 200) }
        #expect(watch.taken >= 3)
        #expect(watch.overwritten == 0)
        try await expect(ids, in: store)
        await store.close()
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    /// What a crash may leave under the spare segment's name.
    private static let leftovers: [String: [UInt8]] = [
        "nothing": [],
        "some zeros": [UInt8](repeating: 0, count: 5000),
        "zeros, all of them": [UInt8](repeating: 0, count: 1 << 16),
        "the header of a segment that never came to be": SegmentHeader(
            name: SegmentName(number: 2, generation: 0), marker: 7, firstPosition: 0,
            createdFloor: 0, firstBatch: 1, firstStream: 0
        ).encoded().array + [UInt8](repeating: 0, count: 5000),
        "rubbish": [UInt8](repeating: 0x5A, count: 70_000),
    ]

    @Test(arguments: leftovers.keys.sorted())
    func `a start removes a spare segment that was left`(_ kind: String) async throws {
        let scratch = LogScratch()
        var store = try open(scratch)
        var ids = try await fill(store, 100)
        await store.close()
        scratch[LogFormat.spareName] = Self.leftovers[kind] ?? []
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
        store = try open(scratch)
        try await expect(ids, in: store)
        ids += try await fill(store, 200)
        await store.close()
        store = try open(scratch)
        try await expect(ids, in: store)
        await store.close()
        #expect(!scratch.names.contains(LogFormat.spareName))
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    /// A manifest for which there is no space, so many times.
    private final class FullManifest: @unchecked Sendable {
        private let lock = Lock()
        private var left = 0

        func refuse(_ times: Int) { lock.withLock { left = times } }

        var fileSystem: FileSystem {
            FileSystem { [self] operation in
                guard case .write(LogFormat.manifestName + ".tmp", _, _) = operation else {
                    return nil
                }
                return lock.withLock {
                    guard left > 0 else { return nil }
                    left -= 1
                    return .fails(ENOSPC)
                }
            }
        }
    }

    @Test func `a segment that cannot be taken into use gives its space back`() async throws {
        let scratch = LogScratch()
        let manifest = FullManifest()
        let store = try open(scratch) { $0.fileSystem = manifest.fileSystem }
        var ids = try await fill(store, 200)
        // With the space of that segment there is enough: nobody need know.
        manifest.refuse(1)
        ids += try await fill(store, 200)
        try await expect(ids, in: store)
        manifest.refuse(.max)
        let segments = scratch.names.filter { $0.hasSuffix(".log") }
        await #expect(throws: StoreError.insufficientStorage) { try await self.fill(store, 1000) }
        #expect(scratch.names.filter { $0.hasSuffix(".log") } == segments)
        manifest.refuse(0)
        ids += try await fill(store, 200)
        try await expect(ids, in: store)
        await store.close()
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    /// Calls on the spare segment that may fail.
    private static let failing = ["open", "pwrite", "fdatasync", "rename"]

    @Test(arguments: failing)
    func `writers are not told of a spare segment that cannot be made`(_ call: String) async throws
    {
        let scratch = LogScratch()
        let store = try open(scratch) {
            $0.fileSystem = FileSystem { operation in
                switch (call, operation) {
                case ("open", .create(LogFormat.spareName)): .fails(ENOSPC)
                // The header is the writer's own, and its failure is a test of the writer.
                case ("pwrite", .write(LogFormat.spareName, _, let bytes)) where bytes.count > 80:
                    .fails(ENOSPC)
                case ("fdatasync", .sync(LogFormat.spareName)): .fails(EIO)
                case ("rename", .rename(LogFormat.spareName, _)): .fails(EIO)
                default: nil
                }
            }
        }
        var ids: [UUID] = []
        for _ in 0..<300 {
            let message = NewMessage(String(repeating: "x", count: 1000))
            _ = try await store.append([message], to: Self.stream, expecting: .any)
            ids.append(message.id)
        }
        try await expect(ids, in: store)
        await store.close()
        let again = try open(scratch)
        try await expect(ids, in: again)
        await again.close()
    }
}

/// Gives the filler time between the header of the next segment and its name, and counts what it does there.
private final class SpareWatch: @unchecked Sendable {
    // All guarded by `lock`.
    private let lock = Lock()
    private var isTaken = false
    private var counts = (taken: 0, overwritten: 0)

    var taken: Int { lock.withLock { counts.taken } }
    var overwritten: Int { lock.withLock { counts.overwritten } }

    var fileSystem: FileSystem {
        FileSystem { [self] operation in
            switch operation {
            case .write(LogFormat.spareName, 0, let bytes)
            where bytes.count == LogFormat.segmentHeaderLength:
                lock.withLock { isTaken = true }
                usleep(30_000)
            case .create(LogFormat.spareName):
                lock.withLock { if isTaken { counts.overwritten += 1 } }
            case .rename(LogFormat.spareName, _):
                lock.withLock {
                    isTaken = false
                    counts.taken += 1
                }
            default: break
            }
            return nil
        }
    }
}
