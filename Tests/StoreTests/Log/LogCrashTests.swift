import Octets
import TestSupport
import Testing

@testable import Store

/// Promise P3: whatever part of the unsynced writes reaches the disk, a power cut leaves a log that opens and
/// holds exactly what was acknowledged, and perhaps the request that was under way, whole.
@Suite struct LogCrashTests {
    /// How many crash states of each workload are looked at.
    private static let states = 2000

    /// Without and with a thread that fills segments ahead and prepares the next one.
    @Test(arguments: LogWorkload.all, [0, 1024])
    func `every crash state recovers to what was acknowledged`(
        _ workload: LogWorkload, fillAhead: Int
    ) async throws {
        let recorder = FileRecorder()
        let scratch = LogScratch()
        let store = try scratch.open {
            $0.fileSystem = recorder.fileSystem
            $0.fillAheadBytes = fillAhead
            $0.payloadFileBytes = workload.payloadFileBytes
        }
        // After k steps the store says dumps[k], and recorded had come to ends[k].
        var dumps = [try await store.dump()]
        var ends = [recorder.count]
        for step in workload.steps {
            try await step(store)
            dumps.append(try await store.dump())
            ends.append(recorder.count)
        }
        await store.close()
        let operations = recorder.operations
        let each = Self.states / (operations.count + 1) + 1
        var disk = CrashDisk()
        var dice = Dice(7)
        for prefix in 0...operations.count {
            if prefix > 0 { disk.apply(operations[prefix - 1]) }
            let done = ends.lastIndex { $0 <= prefix } ?? 0
            let legal = dumps[done...min(done + 1, dumps.count - 1)]
            for attempt in 0..<each {
                // Nothing, everything, then chance.
                let files = disk.afterCrash {
                    attempt == 0 ? false : attempt == 1 ? true : dice.roll(2) == 0
                }
                let found = try await recovered(files)
                #expect(
                    legal.contains(found), "after \(prefix) of \(operations.count), try \(attempt)")
                if !legal.contains(found) { return }
            }
        }
    }

    /// What a store says that starts on these files, and again after it has written.
    private func recovered(_ files: [String: [UInt8]]) async throws -> [String] {
        let scratch = LogScratch()
        for (name, content) in files { scratch[name] = content }
        let store = try scratch.open()
        #expect(store.faults.isEmpty, "\(store.faults)")
        #expect(await store.writeObstacle() == nil)
        let found = try await store.dump()
        await store.close()
        return found
    }
}
