import Octets
import TestSupport
import Testing

@testable import Store

/// Promise P12: damage is found, and never served as good.
@Suite struct LogDamageTests {
    private let streams = (0..<4).map { StreamID(name: "s\($0)") }

    /// A store over several segments, closed.
    private func sample() async throws -> (LogScratch, [Int64: Message]) {
        let scratch = LogScratch()
        let store = try scratch.open { $0.segmentBytes = 8192 }
        for index in 0..<60 {
            let text = "\(index)" + String(repeating: "y", count: index * 13 % 700)
            _ = try await store.append(
                [NewMessage(text), NewMessage("b\(index)")], to: streams[index % 4], expecting: .any
            )
        }
        // The messages before any is deleted: where the damage hits a deletion, what was deleted is back.
        var messages: [Int64: Message] = [:]
        let everything = StreamQuery(.all, .forwards, from: .at(0), limit: 10_000)
        for message in try await store.read(everything).messages {
            messages[message.position] = message
        }
        try await store.deleteMessage(in: streams[0], at: 2)
        try await store.deleteStream(streams[3], expecting: .any)
        _ = try await store.setMetadata(
            StreamMetadata(maxCount: 20), of: streams[1], expecting: .any)
        let query = StreamQuery(.all, .forwards, from: .at(0), limit: 10_000, streamPrefix: "$")
        for message in try await store.read(query).messages { messages[message.position] = message }
        await store.close()
        // Once more, so that every index file is there.
        let again = try scratch.open { $0.segmentBytes = 8192 }
        while scratch.names.filter({ $0.hasSuffix(".idx") }).count
            < again.state.manifest.sealed.count
        {
            try await Task.sleep(for: .milliseconds(1))
        }
        await again.close()
        return (scratch, messages)
    }

    @Test func `no flipped or cut byte is served as good, and verify tells each`() async throws {
        let (scratch, messages) = try await sample()
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
        let names = scratch.names.filter { $0 != LogFormat.lockName }
        let originals = names.map { scratch[$0] }
        var dice = Dice(11)
        for round in 0..<1000 {
            let file = dice.roll(names.count)
            var bytes = originals[file]
            let at = dice.roll(bytes.count)
            if dice.roll(4) == 0 {
                bytes.removeLast(bytes.count - at)
            } else {
                bytes[at] ^= 1 << UInt8(dice.roll(8))
            }
            scratch[names[file]] = bytes
            let report = try LogVerifier.verify(directory: scratch.path)
            #expect(!report.faults.isEmpty, "round \(round): \(names[file]) at \(at)")
            try await read(scratch, messages, "round \(round): \(names[file]) at \(at)")
            scratch[names[file]] = originals[file]
        }
        #expect(try LogVerifier.verify(directory: scratch.path).faults.isEmpty)
    }

    /// Reads everything that there is, and compares each answer with the original.
    private func read(
        _ scratch: LogScratch, _ messages: [Int64: Message], _ label: String
    ) async throws {
        let store = try scratch.open {
            $0.readOnly = true
            $0.segmentBytes = 8192
        }
        for (position, original) in messages {
            guard let found = try? await store.message(atPosition: position) else { continue }
            #expect(found == original, "\(label)")
        }
        let query = StreamQuery(.all, .forwards, from: .at(0), limit: 10_000)
        if let page = try? await store.read(query) {
            for message in page.messages {
                #expect(message == messages[message.position], "\(label)")
            }
        }
        await store.close()
    }

    @Test func `damage in the middle opens for reading only, unless told otherwise`() async throws {
        let (scratch, _) = try await sample()
        let name = scratch.names.last { $0.hasSuffix(".log") } ?? ""
        scratch[name][LogFormat.segmentHeaderLength + 60] ^= 1
        let store = try scratch.open()
        #expect(store.faults.first?.file == name)
        #expect(store.faults.first?.offset == LogFormat.segmentHeaderLength)
        guard case .readOnly(let reason)? = await store.writeObstacle() else {
            Issue.record("a damaged log takes writes")
            return
        }
        #expect(reason.contains(name))
        await store.close()
        let forced = try scratch.open { $0.opensDamaged = true }
        let result = try await forced.append(
            [NewMessage("x")], to: StreamID(name: "new"), expecting: .any)
        await forced.close()
        let again = try scratch.open { $0.opensDamaged = true }
        #expect(
            try await again.message(atPosition: result.currentPosition)?.stream
                == StreamID(name: "new"))
        await again.close()
    }

    @Test func `a damaged index file is written anew`() async throws {
        let (scratch, messages) = try await sample()
        let name = scratch.names.first { $0.hasSuffix(".idx") } ?? ""
        let good = scratch[name]
        scratch[name][100] ^= 4
        let store = try scratch.open { $0.segmentBytes = 8192 }
        #expect(store.faults.isEmpty)
        for (position, message) in messages {
            let found = try await store.message(atPosition: position)
            #expect(found == nil || found == message)
        }
        var waited = 0
        while scratch[name] != good, waited < 2000 {
            try await Task.sleep(for: .milliseconds(1))
            waited += 1
        }
        #expect(scratch[name] == good)
        await store.close()
    }

    @Test func `a file that is cut below a running store reads as damaged`() async throws {
        let (scratch, messages) = try await sample()
        let store = try scratch.open { $0.segmentBytes = 8192 }
        let name = scratch.names.first { $0.hasSuffix(".log") } ?? ""
        scratch[name] = []
        var damaged = 0
        for (position, message) in messages {
            guard let found = try? await store.message(atPosition: position) else {
                damaged += 1
                continue
            }
            #expect(found == message)
        }
        #expect(damaged > 0)
        await store.close()
    }
}
