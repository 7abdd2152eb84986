import Glibc
import Octets
import Testing

@testable import Store

/// Promise P11: whichever call fails, once or for ever, nothing is acknowledged that is not there, and the log
/// opens again.
@Suite struct LogFaultTests {
    struct Plan: Sendable, CustomStringConvertible {
        let code: Int32
        let isForEver: Bool
        let tears: Bool

        var description: String {
            "\(code == ENOSPC ? "ENOSPC" : "EIO")\(isForEver ? " for ever" : " once")"
                + (tears ? ", torn" : "")
        }

        static let all = [EIO, ENOSPC].flatMap { code in
            [false, true].flatMap { isForEver in
                [false, true].map { Plan(code: code, isForEver: isForEver, tears: $0) }
            }
        }
    }

    /// Without payloads in files, and with nothing but those.
    @Test(arguments: Plan.all, [0, 64])
    func `no call that fails makes a false acknowledgement`(
        _ plan: Plan, payloadFileBytes: Int
    ) async throws {
        var failing = 0
        while true {
            let fuse = Fuse(plan, at: failing)
            let scratch = LogScratch()
            let outcome = try await attempt(scratch, fuse, payloadFileBytes)
            fuse.disarm()
            if let outcome { try await check(scratch, outcome, failing) }
            if !fuse.hasBlown { break }
            failing += 1
        }
        #expect(failing > 10)
    }

    /// What became of each message.
    struct Outcome {
        var acknowledged: [UUID] = []
        var refused: [UUID] = []
    }

    private func attempt(
        _ scratch: LogScratch, _ fuse: Fuse, _ payloadFileBytes: Int
    ) async throws -> Outcome? {
        let opened = try? scratch.open {
            $0.fileSystem = fuse.fileSystem
            $0.payloadFileBytes = payloadFileBytes
        }
        guard let store = opened else { return nil }
        var outcome = Outcome()
        for index in 0..<12 {
            let id = UUID.random()
            let text = "\(index)" + String(repeating: "x", count: 700)
            switch await append(
                [NewMessage(text, id: id), NewMessage(text)], to: "s\(index % 3)", store)
            {
            case nil: outcome.acknowledged.append(id)
            // A sync failed: what it should have made durable may be there or not.
            case .readOnly?: break
            default: outcome.refused.append(id)
            }
            if index == 8 { _ = try? await store.scavenge() }
            if index == 6 {
                _ = try? await store.deleteStream(StreamID(name: "gone"), expecting: .any)
                _ = try? await store.setMetadata(
                    StreamMetadata(maxCount: 100), of: StreamID(name: "s1"), expecting: .any)
            }
        }
        // Reads go on, whatever happened.
        for id in outcome.acknowledged {
            #expect(try await store.message(withID: id) != nil)
        }
        await store.close()
        return outcome
    }

    private func append(
        _ messages: [NewMessage], to stream: String, _ store: LogStore
    ) async -> StoreError? {
        do throws(StoreError) {
            _ = try await store.append(messages, to: StreamID(name: stream), expecting: .any)
            return nil
        } catch {
            return error
        }
    }

    private func check(_ scratch: LogScratch, _ outcome: Outcome, _ failing: Int) async throws {
        let store = try scratch.open()
        #expect(store.faults.isEmpty, "call \(failing): \(store.faults)")
        for id in outcome.acknowledged {
            #expect(try await store.message(withID: id) != nil, "call \(failing): lost")
        }
        for id in outcome.refused {
            #expect(try await store.message(withID: id) == nil, "call \(failing): left a trace")
        }
        _ = try await store.append([NewMessage("x")], to: StreamID(name: "new"), expecting: .any)
        // Files to which nothing refers are gone, and no others.
        let report = try LogVerifier.verify(directory: scratch.path)
        #expect(report.faults.isEmpty, "call \(failing): \(report.faults)")
        #expect(try await scratch.hasPayloads(report.payloads), "call \(failing)")
        await store.close()
    }

    @Test func `after a failed sync the store refuses to write and reads on`() async throws {
        let scratch = LogScratch()
        let fuse = Fuse(Plan(code: EIO, isForEver: false, tears: false), at: .max)
        let store = try scratch.open { $0.fileSystem = fuse.fileSystem }
        let stream = StreamID(name: "a")
        _ = try await store.append([NewMessage("x")], to: stream, expecting: .any)
        fuse.failNextSync()
        await #expect(throws: StoreError.self) {
            try await store.append([NewMessage("y")], to: stream, expecting: .any)
        }
        guard case .readOnly? = await store.writeObstacle() else {
            Issue.record("the store says that it is well")
            return
        }
        await #expect(throws: StoreError.self) {
            try await store.append([NewMessage("z")], to: stream, expecting: .any)
        }
        #expect(try await store.newestMessage(in: stream)?.version == 0)
        await store.close()
    }

    @Test func `a full disk refuses writes until there is space, and leaves no trace`() async throws
    {
        let scratch = LogScratch()
        let fuse = Fuse(Plan(code: ENOSPC, isForEver: true, tears: true), at: .max)
        let store = try scratch.open { $0.fileSystem = fuse.fileSystem }
        let stream = StreamID(name: "a")
        _ = try await store.append([NewMessage("x")], to: stream, expecting: .any)
        let before = try await store.dump()
        for _ in 0..<5 {
            fuse.fill(true)
            await #expect(throws: StoreError.insufficientStorage) {
                try await store.append([NewMessage("y")], to: stream, expecting: .any)
            }
            #expect(await store.writeObstacle() == .insufficientStorage)
            #expect(try await store.dump() == before)
            fuse.fill(false)
            // Without a request it finds out by itself.
            var waited = 0
            while await store.writeObstacle() != nil, waited < 300 {
                try await Task.sleep(for: .milliseconds(10))
                waited += 1
            }
            #expect(await store.writeObstacle() == nil)
        }
        _ = try await store.append([NewMessage("z")], to: stream, expecting: .version(0))
        await store.close()
        let again = try scratch.open()
        #expect(try await again.state(of: stream)?.messageCount == 2)
        await again.close()
    }
}

/// Makes one call fail, or all from one on.
final class Fuse: @unchecked Sendable {
    // All guarded by `lock`.
    private let lock = Lock()
    private let plan: LogFaultTests.Plan
    private var left: Int
    private var blown = false
    private var isArmed = true
    private var nextSyncFails = false
    private var writeFault: FileSystem.Fault?

    init(_ plan: LogFaultTests.Plan, at index: Int) {
        self.plan = plan
        left = index
    }

    var hasBlown: Bool { lock.withLock { blown } }

    func disarm() { lock.withLock { isArmed = false } }

    func failNextSync() { lock.withLock { nextSyncFails = true } }

    func fill(_ isFull: Bool) { lock.withLock { writeFault = isFull ? .tears(100, ENOSPC) : nil } }

    /// Has every write fail, or none.
    func breakWrites(_ isBroken: Bool) {
        lock.withLock { writeFault = isBroken ? .fails(EIO) : nil }
    }

    var fileSystem: FileSystem {
        FileSystem { [self] operation in lock.withLock { fault(operation) } }
    }

    private func fault(_ operation: FileSystem.Operation) -> FileSystem.Fault? {
        guard isArmed else { return nil }
        if nextSyncFails, case .sync = operation {
            nextSyncFails = false
            return .fails(EIO)
        }
        if let writeFault, case .write = operation { return writeFault }
        if left > 0 {
            left -= 1
            return nil
        }
        if blown, !plan.isForEver { return nil }
        blown = true
        if plan.tears, case .write(_, _, let bytes) = operation {
            // Everything is written and yet the call fails: what was refused must not be found later.
            return .tears(plan.isForEver ? bytes.count * 2 / 3 : bytes.count, plan.code)
        }
        return .fails(plan.code)
    }
}
