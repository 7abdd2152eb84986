import Glibc
import Octets
import Synchronization
import Testing

@testable import Store

@Suite struct LogStoreTests {
    let a = StreamID(name: "a")

    @Test func `what was appended is there after a reopen`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        for index in 0..<100 {
            let result = try await store.append([NewMessage("\(index)")], to: a, expecting: .any)
            #expect(result.currentVersion == Int32(index))
        }
        let before = try await store.dump()
        #expect(before.count == 101)
        await store.close()
        let again = try scratch.open()
        #expect(try await again.dump() == before)
        #expect(try await again.headPosition() == 99)
        let next = try await again.append([NewMessage("x")], to: a, expecting: .version(99))
        #expect(next.currentPosition == 100)
        await again.close()
    }

    @Test func `what was acknowledged is there though nobody closed the store`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open { $0.segmentBytes = 64 << 10 }
        for index in 0..<300 {
            _ = try await store.append([NewMessage("\(index)")], to: a, expecting: .any)
        }
        let copy = scratch.copy()
        let again = try copy.open()
        #expect(again.faults.isEmpty)
        #expect(try await again.dump() == store.dump())
        await again.close()
        await store.close()
    }

    @Test func `a store waits for one that is about to let go of the directory`() async throws {
        let scratch = LogScratch()
        let directory = try LogDirectory(
            scratch.path, fileSystem: FileSystem(), creates: false)
        let lock = try directory.openLock()
        #expect(lock.lock())
        // A thread of its own: opening holds the one that the test has.
        let dying = try SystemThread(name: "dying") {
            usleep(50_000)
            lock.unlock()
        }
        let store = try scratch.open { $0.lockMilliseconds = 60_000 }
        dying.join()
        await store.close()
    }

    @Test func `a second store on the directory is refused soon`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        #expect(throws: LogOpenError.locked(directory: scratch.path)) {
            try scratch.open { $0.lockMilliseconds = 20 }
        }
        await store.close()
    }

    @Test func `a directory into which everybody may write is refused`() throws {
        let scratch = LogScratch()
        unsafe chmod(scratch.path, 0o777)
        #expect(throws: LogOpenError.worldWritable(directory: scratch.path)) { try scratch.open() }
    }

    @Test func `a newer format is refused`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        await store.close()
        var manifest = scratch[LogFormat.manifestName]
        let newer = LogFormat.version + 1
        manifest[8] = UInt8(truncatingIfNeeded: newer)
        let checked = Bytes(Array(manifest.dropLast(4)))
        let crc = CRC32C.of(checked.span)
        for index in 0..<4 {
            manifest[manifest.count - 4 + index] = UInt8(truncatingIfNeeded: crc >> (8 * index))
        }
        scratch[LogFormat.manifestName] = manifest
        #expect(throws: LogOpenError.newerFormat(file: "MANIFEST", version: newer)) {
            try scratch.open()
        }
    }

    @Test func `files are their owner's alone`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        _ = try await store.append([NewMessage("x")], to: a, expecting: .any)
        for name in scratch.names {
            var status = stat()
            #expect(unsafe lstat(scratch.path + "/" + name, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
        await store.close()
    }

    @Test(arguments: [4096, 64 << 20])
    func `a batch of thirty megabytes is one append`(segmentBytes: Int) async throws {
        let scratch = LogScratch()
        let store = try scratch.open {
            $0.segmentBytes = segmentBytes
            $0.fillAheadBytes = 1 << 20
        }
        let part = Bytes([UInt8](repeating: 7, count: 10 << 20))
        let batch = (0..<3).map { _ in
            NewMessage(
                id: .random(), type: "big",
                payload: Payload(.other(contentType: "image/png"), part))
        }
        _ = try await store.append(batch, to: a, expecting: .noStream)
        _ = try await store.append([NewMessage("x")], to: a, expecting: .version(2))
        await store.close()
        let again = try scratch.open()
        let message = try await again.message(in: a, at: 1)
        #expect(message?.payload == batch[1].payload)
        #expect(try await again.state(of: a)?.lastVersion == 3)
        await again.close()
    }

    @Test func `an append above the limit is refused and leaves nothing`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open { $0.appendBytes = 100 }
        let long = NewMessage(String(repeating: "x", count: 200))
        await #expect(throws: StoreError.tooLarge(limit: 100)) {
            try await store.append([long], to: a, expecting: .any)
        }
        #expect(try await store.dump().isEmpty)
        await store.close()
    }

    @Test func `creation never falls though the clock does, nor after a restart`() async throws {
        let scratch = LogScratch()
        let clock = Atomic<Int64>(1000)
        let box = ClockBox(clock)
        var created: [Int64] = []
        for ticks in [1000, 2000, 500, 700] as [Int64] {
            box.set(ticks)
            let store = try scratch.open { $0.now = { box.now } }
            _ = try await store.append([NewMessage("x")], to: a, expecting: .any)
            let newest = try await store.newestMessage(in: a)
            created.append(newest?.created.ticks ?? 0)
            await store.close()
        }
        #expect(created == [1000, 2000, 2000, 2000])
    }

    @Test func `appends by many at once are all there, each once`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open {
            $0.segmentBytes = 64 << 10
            $0.fillAheadBytes = 32 << 10
        }
        let stream = a
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<32 {
                group.addTask {
                    for index in 0..<50 {
                        _ = try await store.append(
                            [NewMessage("\(task)-\(index)")], to: stream, expecting: .any)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.state(of: a)?.messageCount == 1600)
        let before = try await store.dump()
        await store.close()
        let again = try scratch.open()
        #expect(try await again.dump() == before)
        #expect(again.faults.isEmpty)
        await again.close()
    }

    @Test func `more waiting writes than the limit are refused as busy`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open { $0.inFlightLimit = 0 }
        await #expect(throws: StoreError.busy) {
            try await store.append([NewMessage("x")], to: a, expecting: .any)
        }
        await store.close()
    }

    @Test func `a closed store refuses writes and lets waiters go`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        let waiter = Task { try await store.changes(after: 10) }
        await Task.yield()
        await store.close()
        await #expect(throws: StoreError.closed) { try await waiter.value }
        await #expect(throws: StoreError.closed) {
            try await store.append([NewMessage("x")], to: a, expecting: .any)
        }
    }

    @Test func `a store opened for reading writes nothing`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        _ = try await store.append([NewMessage("x")], to: a, expecting: .any)
        let reader = try scratch.open { $0.readOnly = true }
        #expect(try await reader.dump() == store.dump())
        await #expect(throws: StoreError.self) {
            try await reader.append([NewMessage("y")], to: a, expecting: .any)
        }
        await reader.close()
        await store.close()
    }
}

/// A clock that a test sets.
final class ClockBox: Sendable {
    private let ticks: Atomic<Int64>

    init(_ ticks: consuming Atomic<Int64>) { self.ticks = ticks }

    var now: Timestamp { Timestamp(ticks: ticks.load(ordering: .relaxed)) }

    func set(_ value: Int64) { ticks.store(value, ordering: .relaxed) }
}

/// What the index keeps of a request.
@Suite struct LogIndexMemoryTests {
    private func address(_ stream: StreamID) -> UnsafeRawPointer? {
        let bytes = stream.bytes
        return unsafe bytes.span.withUnsafeBytes { $0.baseAddress }
    }

    @Test func `a stream does not keep the request that made it`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        let request = Bytes([UInt8](repeating: UInt8(ascii: "n"), count: 100_000))
        let stream = try #require(StreamID(request[5..<10]))
        _ = try await store.append([NewMessage("x")], to: stream, expecting: .any)
        _ = try await store.setMetadata(StreamMetadata(maxCount: 5), of: stream, expecting: .any)
        let kept = store.state.lock.withLock {
            [store.state.index.stream(stream)?.name] + store.state.index.retentions.keys.map { $0 }
        }
        #expect(kept.count == 2)
        for name in kept {
            #expect(name == stream)
            #expect(unsafe name.flatMap(address) != address(stream))
        }
        await store.close()
    }
}
