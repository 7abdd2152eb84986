import Glibc
import Octets
import Synchronization
import Testing

@testable import Store

/// Long payloads in files of their own.
@Suite struct LogPayloadTests {
    private let a = StreamID(name: "a")
    private let b = StreamID(name: "b")
    private let long = String(repeating: "long ", count: 400)

    private func open(
        _ scratch: LogScratch, _ change: (inout LogOptions) -> Void = { _ in }
    ) throws -> LogStore {
        try scratch.open {
            $0.payloadFileBytes = 100
            $0.purgeIntervalMilliseconds = 5
            change(&$0)
        }
    }

    private func append(
        _ texts: String..., to stream: StreamID? = nil, in store: LogStore
    ) async throws {
        _ = try await store.append(
            texts.map { NewMessage($0) }, to: stream ?? a, expecting: .any)
    }

    private func texts(_ store: LogStore) async throws -> [String] {
        try await store.read(StreamQuery(.stream(a), .forwards, from: .at(0), limit: 100))
            .messages.map { $0.payload?.bytes.text ?? "none" }
    }

    private func bytes(_ payload: StoredPayload) -> String? {
        guard let file = payload.takeFile() else { return nil }
        var buffer = [UInt8](repeating: 0, count: payload.message.payloadLength + 1)
        let size = buffer.count
        let count = unsafe pread(file.raw, &buffer, size, 0)
        return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    }

    @Test func `only what is longer than the threshold is a file, and all of it is read as before`()
        async throws
    {
        let scratch = LogScratch()
        var store = try open(scratch)
        // With the quotes of JSON: 100 and 101 bytes.
        let (short, one) = (String(repeating: "s", count: 98), String(repeating: "f", count: 99))
        try await append(short, one, long, in: store)
        try await append(long, to: StreamID(name: "$of-the-store"), in: store)
        for _ in 0..<2 {
            #expect(scratch.payloads.count == 2)
            #expect(try await texts(store) == ["\"\(short)\"", "\"\(one)\"", "\"\(long)\""])
            let found = try await store.message(in: a, at: 2)
            #expect(found?.payload?.bytes.text == "\"\(long)\"")
            #expect(found?.payloadLength == 2002)
            #expect(try await store.state(of: a)?.payloadBytes == 100 + 101 + 2002)
            #expect(try await store.storedPayload(in: a, at: 0) == nil)
            #expect(try await store.storedPayload(in: a, at: 9) == nil)
            let stored = try #require(try await store.storedPayload(in: a, at: 2))
            #expect(stored.message.payload == nil && stored.message.id == found?.id)
            #expect(bytes(stored) == "\"\(long)\"")
            #expect(bytes(stored) == nil)
            await store.close()
            store = try open(scratch)
        }
        await store.close()
        // The log has it by reference; the threshold of today says nothing of what is there.
        #expect(!scratch.names.contains { $0.hasSuffix(".log") && scratch[$0].count > 9000 })
        store = try scratch.open { $0.payloadFileBytes = 0 }
        #expect(try await texts(store).last == "\"\(long)\"")
        try await append(long, in: store)
        #expect(scratch.payloads.count == 2)
        await store.close()
    }

    @Test(arguments: [256 << 10, 1 << 20, (2 << 20) + 4097, 3_000_001])
    func `very long payloads come back bit by bit`(length: Int) async throws {
        // On a disk, where such files are written past the page cache.
        let directory = try ScratchDirectory()
        var options = LogOptions()
        options.payloadFileBytes = 1000
        let payload = Payload(
            .other(contentType: "x/y"),
            Bytes((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }))
        let store = try LogStore.open(directory: directory.path, options: options)
        _ = try await store.append(
            [NewMessage(id: .random(), type: "t", payload: payload)], to: a, expecting: .any)
        #expect(try await store.message(in: a, at: 0)?.payload == payload)
        #expect(try await store.storedPayload(in: a, at: 0)?.message.payloadLength == length)
        await store.close()
        #expect(try LogVerifier.verify(directory: directory.path).payloads == 1)
    }

    @Test func `what is not appended leaves no file`() async throws {
        let scratch = LogScratch()
        let store = try open(scratch)
        let message = NewMessage(long)
        let first = try await store.append([message], to: a, expecting: .noStream)
        let again = try await store.append([message], to: a, expecting: .noStream)
        #expect(again.isRepeat && again.firstVersion == first.firstVersion)
        let call = try #require(store.appendCall([message], to: a, expecting: .any))
        await withCheckedContinuation { continuation in
            call.begin {
                continuation.resume()
                return nil
            }?.wake()
        }
        #expect(try call.result.get().isRepeat)
        let refused: [([NewMessage], ExpectedVersion)] = [
            ([NewMessage(long)], .version(7)), ([NewMessage(long)], .noStream),
            ([message, NewMessage(long)], .any),
            ([NewMessage(long, id: .null), NewMessage(long, id: .null)], .any),
            ([NewMessage(long, type: Bytes([UInt8](repeating: 65, count: 70_000)))], .any),
        ]
        for (messages, expected) in refused {
            await #expect(throws: StoreError.self) {
                try await store.append(messages, to: a, expecting: expected)
            }
        }
        #expect(try await scratch.hasPayloads(1))
        #expect(try await texts(store) == ["\"\(long)\""])
        await store.close()
    }

    @Test(arguments: 0..<6)
    func `what is deleted takes its file along, and disturbs nobody who reads it`(
        how: Int
    ) async throws {
        let scratch = LogScratch()
        let clock = ClockBox(.init(1_000_000_000))
        var store = try open(scratch) { $0.now = { clock.now } }
        try await append(long + "0", in: store)
        try await append(long + "1", in: store)
        try await append(long, to: b, in: store)
        // So that the index comes from index files: of sealed segments, and without a look at the records.
        let sealed = { scratch.names.count { $0.hasSuffix(".idx") } }
        for _ in 0..<60 { try await append(String(repeating: "x", count: 90), to: b, in: store) }
        while sealed() < 2 { try await Task.sleep(for: .milliseconds(1)) }
        await store.close()
        store = try open(scratch) { $0.now = { clock.now } }
        let stored = try #require(try await store.storedPayload(in: a, at: 0))
        var left = 2
        switch how {
        case 0: try await store.deleteMessage(in: a, at: 0)
        case 1: try await store.truncate(a, before: 1)
        case 2:
            _ = try await store.setMetadata(StreamMetadata(maxCount: 1), of: a, expecting: .any)
        case 3:
            try await store.deleteStream(a, expecting: .any)
            left = 1
        case 4:
            _ = try await store.setMetadata(StreamMetadata(maxAge: 5), of: a, expecting: .any)
            clock.set(clock.now.ticks + 60_000_000)
            left = 1
        default:
            _ = try await store.setMetadata(StreamMetadata(maxCount: 2), of: a, expecting: .any)
            try await append(long, in: store)
            left = 3
        }
        #expect(try await scratch.hasPayloads(left))
        #expect(bytes(stored) == "\"\(long)0\"")
        #expect(try await store.message(in: a, at: 0) == nil)
        #expect(try await store.storedPayload(in: a, at: 0) == nil)
        try await store.scavenge()
        await store.close()
        let report = try LogVerifier.verify(directory: scratch.path)
        #expect(report.faults.isEmpty && report.payloads == left)
    }

    @Test func `files that a crash has left are swept, and no others`() async throws {
        let scratch = LogScratch()
        var store = try open(scratch)
        let message = NewMessage(long)
        _ = try await store.append([message], to: a, expecting: .any)
        _ = try await store.append([message], to: b, expecting: .any)
        let kept = scratch.payloads
        await store.close()
        let directory = PayloadFiles.directoryName + "/"
        let strangers = [directory + "notes.txt", directory + "\(UUID.random())-0123456789ABCDEF"]
        let left = [
            PayloadName(id: .random(), number: 1), PayloadName(id: message.id, number: 2),
            PayloadName(id: message.id, number: .max),
        ].map { directory + $0.file }
        for name in strangers + left { scratch[name] = [1, 2, 3] }
        store = try open(scratch)
        #expect(try await scratch.hasPayloads(kept.count + strangers.count))
        #expect(Set(scratch.payloads) == Set(kept + strangers))
        #expect(try await texts(store) == ["\"\(long)\""])
        await store.close()
        // Not where damage may hide who refers to them.
        scratch[left[0]] = [1]
        let log = try #require(scratch.names.last { $0.hasSuffix(".log") })
        scratch[log][LogFormat.segmentHeaderLength + 50] ^= 1
        store = try open(scratch) { $0.opensDamaged = true }
        #expect(!store.faults.isEmpty)
        try await append("x", in: store)
        await store.close()
        #expect(scratch.payloads.contains(left[0]))
    }

    @Test func `a small append does not wait for a large one`() async throws {
        let scratch = LogScratch()
        let gate = Gate()
        let store = try open(scratch) { $0.fileSystem = gate.fileSystem }
        let large = Task { try await store.append([NewMessage(long)], to: a, expecting: .any) }
        await gate.reached()
        let small = try await store.append([NewMessage("small")], to: b, expecting: .any)
        #expect(small.currentPosition == 0)
        #expect(try await store.message(in: a, at: 0) == nil)
        gate.open()
        #expect(try await large.value.currentPosition == 1)
        await store.close()
    }

    @Test func `what was accepted is done before the store is closed`() async throws {
        let scratch = LogScratch()
        let gate = Gate()
        let store = try open(scratch) { $0.fileSystem = gate.fileSystem }
        let large = Task { try await store.append([NewMessage(long)], to: a, expecting: .any) }
        await gate.reached()
        let closing = Task { await store.close() }
        gate.open()
        await closing.value
        _ = try await large.value
        await #expect(throws: StoreError.closed) {
            try await store.append([NewMessage(long)], to: a, expecting: .any)
        }
        let again = try open(scratch)
        #expect(try await texts(again) == ["\"\(long)\""])
        await again.close()
    }

    @Test func `a disk without space for the file refuses that append alone, and leaves nothing`()
        async throws
    {
        let scratch = LogScratch()
        let fuse = Fuse(.init(code: ENOSPC, isForEver: true, tears: true), at: .max)
        let store = try open(scratch) {
            $0.fileSystem = FileSystem { operation in
                guard case .write(let name, _, _) = operation,
                    name.hasPrefix(PayloadFiles.directoryName)
                else { return nil }
                return fuse.fileSystem.probe?(operation)
            }
        }
        try await append(long, in: store)
        fuse.fill(true)
        await #expect(throws: StoreError.insufficientStorage) {
            try await append(long, long, in: store)
        }
        #expect(await store.writeObstacle() == nil)
        try await append("small", in: store)
        #expect(try await scratch.hasPayloads(1))
        fuse.fill(false)
        try await append(long, in: store)
        #expect(scratch.payloads.count == 2)
        await store.close()
        #expect(try LogVerifier.verify(directory: scratch.path).payloads == 2)
    }

    @Test func `more than may wait is refused`() async throws {
        let scratch = LogScratch()
        let gate = Gate()
        let store = try open(scratch) {
            $0.fileSystem = gate.fileSystem
            $0.inFlightLimit = 1
            $0.appendBytes = 5000
        }
        let large = Task { try await store.append([NewMessage(long)], to: a, expecting: .any) }
        await gate.reached()
        await #expect(throws: StoreError.busy) { try await append(long, in: store) }
        gate.open()
        _ = try await large.value
        await #expect(throws: StoreError.tooLarge(limit: 5000)) {
            try await append(long + long + long, in: store)
        }
        #expect(try await scratch.hasPayloads(1))
        await store.close()
    }

    @Test func `whoever reads while messages are deleted meets no damage`() async throws {
        let scratch = LogScratch()
        let store = try open(scratch) { $0.segmentBytes = 1 << 16 }
        for _ in 0..<150 { try await append(long, in: store) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<3 {
                group.addTask {
                    while try await store.state(of: a)?.messageCount ?? 0 > 0 {
                        switch reader {
                        case 0: _ = try await texts(store)
                        case 1: _ = try await store.newestMessage(in: a)
                        default:
                            let query = StreamQuery(.all, .forwards, from: .at(0), limit: 20)
                            let first = try await store.read(query).messages.first
                            if let first {
                                _ = try await store.storedPayload(in: a, at: first.version)
                            }
                        }
                    }
                }
            }
            for version in 0..<150 { try await store.deleteMessage(in: a, at: Int32(version)) }
            try await group.waitForAll()
        }
        #expect(try await scratch.hasPayloads(0))
        await store.close()
    }

    @Test func `a log says that it is of the newer format only from its first file on`()
        async throws
    {
        let scratch = LogScratch()
        let versions = {
            scratch.names.filter { $0.hasSuffix(".log") }.map { scratch[$0][8] }
        }
        let store = try open(scratch)
        try await append("short", in: store)
        for _ in 0..<60 { try await append(String(repeating: "x", count: 90), in: store) }
        #expect(versions().count > 1 && Set(versions()) == [1])
        let before = versions().count
        try await append(long, in: store)
        #expect(versions() == [UInt8](repeating: 1, count: before) + [2])
        for _ in 0..<60 { try await append(String(repeating: "x", count: 90), in: store) }
        #expect(Set(versions()[before...]) == [2])
        await store.close()
        #expect(scratch[LogFormat.manifestName][8] == 1)
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }
}

/// Holds up whoever writes a payload, until it is opened.
private final class Gate: @unchecked Sendable {
    // Guarded by `lock`.
    private let lock = Lock()
    private var isReached = false
    private var isOpen = false

    var fileSystem: FileSystem {
        FileSystem { [self] operation in
            guard case .write(let name, _, _) = operation,
                name.hasPrefix(PayloadFiles.directoryName)
            else { return nil }
            lock.withLock {
                isReached = true
                while !isOpen { lock.wait() }
            }
            return nil
        }
    }

    func open() {
        lock.withLock {
            isOpen = true
            lock.broadcast()
        }
    }

    func reached() async {
        while !lock.withLock({ isReached }) { await Task.yield() }
    }
}
