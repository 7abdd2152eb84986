import Glibc
import Octets
import Testing

@testable import Store

/// What a start makes of files that a killed process, a second crash or a lost manifest has left.
@Suite struct LogRestartTests {
    private let stream = StreamID(name: "a")

    @Test func `what a killed process left is durable before anybody reads it`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        let message = NewMessage("x")
        _ = try await store.append([message], to: stream, expecting: .any)
        // As after kill -9: everything stands in the kernel's memory, and nobody knows what of it on disk.
        let killed = scratch.copy()
        await store.close()
        let recorder = FileRecorder()
        let again = try killed.open { $0.fileSystem = recorder.fileSystem }
        var synced: Set<String> = []
        for operation in recorder.operations {
            switch operation {
            case .sync(let name): synced.insert(name)
            case .syncDirectory: synced.insert(".")
            default: break
            }
        }
        #expect(synced == [again.state.manifest.active.log, "."])
        // A repeat is answered by it without a commit of its own.
        #expect(try await again.append([message], to: stream, expecting: .any).isRepeat)
        await again.close()
    }

    @Test func `what is written where the file ended at the start is seen`() async throws {
        for size in stride(from: 3400, to: 4100, by: 8) {
            let scratch = LogScratch()
            let store = try scratch.open { $0.segmentBytes = 1 << 16 }
            let message = NewMessage(String(repeating: "x", count: size))
            _ = try await store.append([message], to: stream, expecting: .any)
            let name = store.state.manifest.active.log
            await store.close()
            // The beginning of a frame's header up to the end of a page, as a full disk may leave it: whoever
            // looks at the header looks beyond the file.
            let rest = 4096 - scratch[name].count % 4096
            guard rest < LogFormat.frameHeaderLength else { continue }
            let first = LogFormat.segmentHeaderLength
            scratch[name] += scratch[name][first..<(first + 8)]
            scratch[name] += [UInt8](repeating: 0, count: rest - 8)
            let again = try scratch.open { $0.segmentBytes = 1 << 16 }
            let result = try await again.append(
                [NewMessage("y")], to: stream, expecting: .version(0))
            let found = try await again.message(atPosition: result.currentPosition)
            #expect(found?.version == 1)
            await again.close()
            return
        }
        Issue.record("no size makes the log end there")
    }

    @Test func `a log that cannot be made durable does not open`() async throws {
        let scratch = LogScratch()
        try await scratch.open().close()
        let fuse = Fuse(LogFaultTests.Plan(code: EIO, isForEver: false, tears: false), at: .max)
        fuse.failNextSync()
        #expect(throws: LogOpenError.self) {
            try scratch.open { $0.fileSystem = fuse.fileSystem }
        }
    }

    /// Adds two frames behind the tail as one batch, each making a stream, of which `kept` says how the bytes
    /// reach the disk.
    private func addBatch(
        _ scratch: LogScratch, _ tail: RecoveredLog.Tail,
        kept: (_ first: Int, inout [UInt8]) -> Void
    ) {
        var batch = Batch()
        for number in 10..<12 as Range<UInt32> {
            batch.beginFrame()
            batch.add { writer in
                writer.appendStreamCreated(number, StreamID(name: "s\(number)"))
            } meaning: { _ in
                .streamDeleted(number: number)
            }
            batch.endFrame()
        }
        _ = batch.seal(marker: tail.header.marker, batch: tail.nextBatch, chain: tail.chain)
        var bytes: [UInt8] = []
        let span = batch.bytes.span
        for index in span.indices { bytes.append(span[index]) }
        kept(batch.frames[1].start, &bytes)
        let name = tail.header.name.log
        scratch[name] = scratch[name].prefix(tail.offset) + bytes
    }

    /// Where a log goes on that a killed process has left in `scratch`.
    private func tail(_ scratch: LogScratch) throws -> RecoveredLog.Tail {
        var options = LogOptions()
        options.segmentBytes = 4096
        let directory = try LogDirectory(scratch.path, fileSystem: FileSystem(), creates: false)
        let log = try Recovery.run(directory, options)
        #expect(log.faults.isEmpty, "\(log.faults)")
        return try #require(log.tail)
    }

    @Test func `a torn batch behind half of a torn batch is no damage`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        _ = try await store.append([NewMessage("x")], to: stream, expecting: .any)
        let killed = scratch.copy()
        await store.close()
        let before = try tail(killed)
        // The first crash leaves the first frame of a batch,
        addBatch(killed, before) { first, bytes in bytes.removeLast(bytes.count - first) }
        let between = try tail(killed)
        #expect(between.offset > before.offset)
        // the second one the last frame of what was written next.
        addBatch(killed, between) { _, bytes in bytes[50] ^= 1 }
        let after = try tail(killed)
        #expect(after.offset == between.offset)
        let again = try killed.open()
        #expect(await again.writeObstacle() == nil)
        _ = try await again.append([NewMessage("y")], to: stream, expecting: .version(0))
        await again.close()
        #expect(try LogVerifier.verify(directory: killed.path).faults.isEmpty)
    }

    @Test func `a log without its manifest is read, and made whole when told to`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        for index in 0..<40 {
            let text = "\(index)" + String(repeating: "y", count: 500)
            _ = try await store.append([NewMessage(text)], to: stream, expecting: .any)
        }
        let before = try await store.dump()
        #expect(store.state.manifest.sealed.count > 2)
        await store.close()
        scratch[LogFormat.manifestName] = [1, 2, 3]
        let reader = try scratch.open()
        #expect(reader.faults.map(\.file) == [LogFormat.manifestName])
        guard case .readOnly? = await reader.writeObstacle() else {
            Issue.record("a log with a guessed manifest takes writes")
            return
        }
        #expect(try await reader.dump() == before)
        await reader.close()
        let forced = try scratch.open { $0.opensDamaged = true }
        #expect(try await forced.dump() == before)
        // Killed at once: the guess is on disk already.
        let killed = scratch.copy()
        _ = try await forced.append([NewMessage("z")], to: stream, expecting: .version(39))
        await forced.close()
        for files in [scratch, killed] {
            let again = try files.open()
            #expect(again.faults.isEmpty, "\(again.faults)")
            #expect(await again.writeObstacle() == nil)
            _ = try await again.append([NewMessage("w")], to: stream, expecting: .any)
            try await again.deleteMessage(in: stream, at: 1)
            #expect(try await again.scavenge())
            await again.close()
            #expect(try LogVerifier.verify(directory: files.path).faults.isEmpty)
        }
    }

    @Test func `positions that damage took are not used again`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open { $0.segmentBytes = 1 << 20 }
        for index in 0..<20 {
            _ = try await store.append([NewMessage("\(index)")], to: stream, expecting: .any)
        }
        let head = try await store.headPosition()
        let name = store.state.manifest.active.log
        await store.close()
        scratch[name].removeLast(scratch[name].count / 2)
        let forced = try scratch.open { $0.opensDamaged = true }
        #expect(!forced.faults.isEmpty)
        let result = try await forced.append([NewMessage("new")], to: stream, expecting: .any)
        #expect(result.currentPosition > head)
        await forced.close()
    }

    // A limit that only waiting without end comes to: each step takes its turn among all other tests.
    @Test(.timeLimit(.minutes(10)))
    func `a purge that cannot write ends, and does not hold up others`() async throws {
        let scratch = LogScratch()
        let clock = TestClock()
        let fuse = Fuse(LogFaultTests.Plan(code: EIO, isForEver: false, tears: false), at: .max)
        let store = try scratch.open {
            $0.fileSystem = fuse.fileSystem
            $0.now = { clock.now }
        }
        _ = try await store.append([NewMessage("x")], to: stream, expecting: .any)
        _ = try await store.setMetadata(StreamMetadata(maxAge: 1), of: stream, expecting: .any)
        clock.advance(seconds: 10)
        fuse.breakWrites(true)
        await #expect(throws: StoreError.self) { try await store.purgeExpired() }
        await #expect(throws: StoreError.self) {
            try await store.append([NewMessage("y")], to: stream, expecting: .any)
        }
        fuse.breakWrites(false)
        _ = try await store.append([NewMessage("z")], to: stream, expecting: .any)
        try await store.purgeExpired()
        #expect(try await store.state(of: stream)?.messageCount == 1)
        await store.close()
    }
}
