import Glibc
import Octets
import Testing

@testable import Store

@Suite struct LogScavengeTests {
    private let a = StreamID(name: "a")
    private let secret = "a secret that has to go"

    private func holdsSecret(_ scratch: LogScratch) -> Bool {
        let wanted = Array(secret.utf8)
        return scratch.names.contains { name in
            let bytes = scratch[name]
            guard bytes.count >= wanted.count else { return false }
            return (0...(bytes.count - wanted.count)).contains { start in
                bytes[start] == wanted[0] && Array(bytes[start..<(start + wanted.count)]) == wanted
            }
        }
    }

    @Test func `what was deleted is gone from the disk, and nothing else changes`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open()
        for index in 0..<40 {
            _ = try await store.append(
                [NewMessage(index % 3 == 0 ? "\(secret) \(index)" : "\(index)")], to: a,
                expecting: .any)
        }
        for index in stride(from: 0, to: 40, by: 3) {
            try await store.deleteMessage(in: a, at: Int32(index))
        }
        let before = try await store.dump()
        #expect(holdsSecret(scratch))
        #expect(try await store.scavenge())
        #expect(!holdsSecret(scratch))
        #expect(try await store.dump() == before)
        #expect(try await store.scavenge() == false)
        #expect(store.scavengeProgress.runs == 2)
        #expect(store.scavengeProgress.reclaimedBytes > 0)
        let result = try await store.append([NewMessage("next")], to: a, expecting: .version(39))
        #expect(result.currentVersion == 40)
        let after = try await store.dump()
        await store.close()
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
        let again = try scratch.open()
        #expect(again.faults.isEmpty)
        #expect(try await again.dump() == after)
        await again.close()
    }

    @Test func `versions, positions and listing tokens are not used again after all is gone`()
        async throws
    {
        let scratch = LogScratch()
        let store = try scratch.open { $0.tracksDeletions = false }
        _ = try await store.append((0..<5).map { NewMessage("\($0)") }, to: a, expecting: .any)
        try await store.truncate(a, before: .max)
        _ = try await store.append([], to: StreamID(name: "b"), expecting: .any)
        let token = try await store.listStreams(StreamListQuery()).next
        try await store.deleteStream(StreamID(name: "b"), expecting: .any)
        try await store.scavenge()
        try await store.scavenge()
        await store.close()
        let again = try scratch.open { $0.tracksDeletions = false }
        #expect(try await again.headPosition() == 4)
        let state = try await again.state(of: a)
        #expect(state?.lastVersion == 4)
        #expect(state?.messageCount == 0)
        let result = try await again.append([NewMessage("x")], to: a, expecting: .version(4))
        #expect(result.currentPosition == 5)
        _ = try await again.append([], to: StreamID(name: "c"), expecting: .noStream)
        let list = try await again.listStreams(StreamListQuery(after: token))
        #expect(list.streams == [StreamID(name: "c")])
        await again.close()
    }

    @Test func `it starts by itself when enough is dead, while writers go on`() async throws {
        let scratch = LogScratch()
        let store = try scratch.open {
            $0.scavengeRatio = 0.3
            $0.tracksDeletions = false
        }
        _ = try await store.setMetadata(StreamMetadata(maxCount: 2), of: a, expecting: .any)
        var waited = 0
        while store.scavengeProgress.reclaimedBytes == 0, waited < 3000 {
            _ = try await store.append([NewMessage("\(waited)")], to: a, expecting: .any)
            waited += 1
        }
        #expect(store.scavengeProgress.reclaimedBytes > 0)
        #expect(try await store.state(of: a)?.messageCount == 2)
        let before = try await store.dump()
        await store.close()
        let again = try scratch.open()
        #expect(again.faults.isEmpty)
        #expect(try await again.dump() == before)
        await again.close()
    }
}

/// What a run leaves behind that could not make its manifest durable.
@Suite struct LogScavengeFaultTests {
    /// Fails the sync of the directory behind the next manifest.
    private final class Trap: @unchecked Sendable {
        // All guarded by `lock`.
        private let lock = Lock()
        private var isArmed = false
        private var isNext = false
        private var made: [String] = []

        func arm() { lock.withLock { isArmed = true } }

        var created: [String] { lock.withLock { made } }

        var fileSystem: FileSystem {
            FileSystem { [self] operation in
                lock.withLock {
                    switch operation {
                    case .create(let name): made.append(name)
                    case .rename(_, to: LogFormat.manifestName): isNext = isArmed
                    case .syncDirectory where isNext:
                        (isNext, isArmed) = (false, false)
                        return .fails(EIO)
                    default: break
                    }
                    return nil
                }
            }
        }
    }

    @Test func `a manifest that may or may not be durable ends writing and scavenging`()
        async throws
    {
        let scratch = LogScratch()
        let trap = Trap()
        let stream = StreamID(name: "a")
        let store = try scratch.open { $0.fileSystem = trap.fileSystem }
        for _ in 0..<20 {
            let text = String(repeating: "y", count: 500)
            _ = try await store.append([NewMessage(text)], to: stream, expecting: .any)
        }
        try await store.truncate(stream, before: 3)
        // The seal has its own manifest: it must not be the one that fails.
        _ = try await store.write { .seal($0) }
        trap.arm()
        await #expect(throws: StoreError.self) { try await store.scavenge() }
        guard case .readOnly? = await store.writeObstacle() else {
            Issue.record("the log takes writes")
            return
        }
        let before = trap.created
        await #expect(throws: StoreError.self) { try await store.scavenge() }
        #expect(trap.created == before)
        await store.close()
        let again = try scratch.open()
        #expect(again.faults.isEmpty)
        #expect(try await again.state(of: stream)?.messageCount == 17)
        await again.close()
    }
}
