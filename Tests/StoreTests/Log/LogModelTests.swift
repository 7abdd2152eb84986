import Octets
import Synchronization
import TestSupport
import Testing

@testable import Store

/// Whatever is done, in whatever order, the log answers as the memory store does, also after a reopen and
/// after a scavenge.
@Suite struct LogModelTests {
    @Test(arguments: 1...30)
    func `random operations give the answers of the memory store`(seed: Int) async throws {
        var dice = Dice(UInt64(seed))
        let clock = ClockBox(Atomic(1_000_000_000))
        let scratch = LogScratch()
        let change: (inout LogOptions) -> Void = {
            $0.now = { clock.now }
            $0.segmentBytes = 3000
            $0.purgeIntervalMilliseconds = 3_600_000
            // Of every other log some payloads are files.
            $0.payloadFileBytes = seed % 2 * 4
        }
        var log = try scratch.open(change)
        let memory = MemoryStore(purgeInterval: .seconds(3600)) { clock.now }
        var ids: [UUID] = []
        for step in 0..<250 {
            let operation = ModelOperation(&dice, &ids)
            clock.set(clock.now.ticks + Int64(dice.roll(20_000_000)) - 2_000_000)
            let expected = await operation.answer(memory)
            let found = await operation.answer(log)
            #expect(found == expected, "step \(step): \(operation)")
            if dice.roll(40) == 0 {
                memory.purgeExpired()
                try await log.purgeExpired()
            }
            if dice.roll(30) == 0 { try await log.scavenge() }
            if dice.roll(20) == 0 {
                await log.close()
                log = try scratch.open(change)
                #expect(log.faults.isEmpty)
            }
            if step % 10 == 9 { try await compare(memory, log, &dice, "step \(step)") }
        }
        await log.close()
        let report = try LogVerifier.verify(directory: scratch.path)
        #expect(report.faults.isEmpty)
        // What was deleted while a start looked around may lie there until the next one has.
        log = try scratch.open(change)
        #expect(try await scratch.hasPayloads(report.payloads))
        await log.close()
    }

    private func compare(
        _ memory: MemoryStore, _ log: LogStore, _ dice: inout Dice, _ label: String
    ) async throws {
        for name in ModelOperation.names {
            let stream = StreamID(name: name)
            #expect(try await log.state(of: stream) == memory.state(of: stream), "\(label) \(name)")
            #expect(
                try await log.metadata(of: stream) == memory.metadata(of: stream),
                "\(label) \(name)")
        }
        for _ in 0..<20 {
            let source: StreamQuery.Source =
                dice.roll(3) == 0
                ? .all : .stream(StreamID(name: ModelOperation.names[dice.roll(5)]))
            var query = StreamQuery(
                source, dice.roll(2) == 0 ? .forwards : .backwards,
                from: dice.roll(4) == 0 ? .end : .at(Int64(dice.roll(60)) - 3),
                limit: 1 + dice.roll(6), byteLimit: dice.roll(3) == 0 ? 60 : 1 << 20,
                includesPayloads: dice.roll(2) == 0, types: dice.roll(3) == 0 ? ["odd"] : [],
                streamPrefix: ["", "", "$", "b"][dice.roll(4)])
            if dice.roll(2) == 0 {
                query.scanLimit = 1 + dice.roll(8)
                query.scanByteLimit = dice.roll(2) == 0 ? 50 : .max
            }
            let wanted = try await memory.read(query)
            let found = try await log.read(query)
            #expect(describe(found) == describe(wanted), "\(label) \(query)")
        }
    }

    /// A page as text, without the ids that each store makes for itself.
    private func describe(_ page: StreamPage) -> [String] {
        var lines = [
            "\(page.from) \(page.next) \(page.isEnd) \(page.hasNewer) \(page.hasOlder) "
                + "\(page.isCutShort) \(page.head) \(page.missing) \(String(describing: page.stream))"
        ]
        for message in page.messages {
            let id = message.stream.isSystem ? "" : message.id.description
            lines.append(
                "\(message.position) \(message.stream)@\(message.version) \(id) \(message.type) "
                    + "\(message.created.ticks) \(message.metadata) \(message.payloadLength) "
                    + "\(message.payload?.bytes.text ?? "-")")
        }
        return lines
    }
}

/// Something done to a store.
struct ModelOperation: CustomStringConvertible {
    static let names = ["a", "b", "bb", "$deleted", "$$a"]

    private enum Kind {
        case append([NewMessage], StreamID, ExpectedVersion)
        case deleteStream(StreamID, ExpectedVersion)
        case deleteMessage(StreamID, Int32)
        case deleteByID(StreamID, UUID)
        case truncate(StreamID, Int32)
        case setMetadata(StreamID, StreamMetadata, ExpectedVersion)
        case find(UUID)
        case firstAt(StreamID, Timestamp)
        case list
    }

    private let kind: Kind

    init(_ dice: inout Dice, _ ids: inout [UUID]) {
        let stream = StreamID(name: Self.names[dice.roll(3)])
        let expected: ExpectedVersion =
            [.any, .any, .any, .noStream, .emptyStream, .version(Int32(dice.roll(12)))][
                dice.roll(6)]
        let known = ids.isEmpty ? UUID.random() : ids[dice.roll(ids.count)]
        switch dice.roll(14) {
        case 0: kind = .deleteStream(stream, expected)
        case 1: kind = .deleteMessage(stream, Int32(dice.roll(15)))
        case 2: kind = .deleteByID(stream, known)
        case 3: kind = .truncate(stream, Int32(dice.roll(10)))
        case 4, 5:
            // From one stream only: in which order several are purged is nobody's business.
            let expires = stream == StreamID(name: "a") && dice.roll(2) == 0
            let metadata = StreamMetadata(
                maxAge: expires ? Int32(1 + dice.roll(20)) : nil,
                maxCount: dice.roll(2) == 0 ? Int32(1 + dice.roll(6)) : nil)
            let target = dice.roll(6) == 0 ? StreamID.deleted : stream
            kind = .setMetadata(target, metadata, dice.roll(3) == 0 ? expected : .any)
        case 6: kind = .find(known)
        case 7:
            kind = .firstAt(stream, Timestamp(ticks: Int64(1_000_000_000 + dice.roll(900_000_000))))
        case 8: kind = .list
        default:
            var batch: [NewMessage] = []
            for _ in 0..<dice.roll(4) {
                let id = dice.roll(6) == 0 ? known : UUID.random()
                ids.append(id)
                batch.append(
                    NewMessage(
                        "\(dice.roll(1000))", id: id, type: dice.roll(2) == 0 ? "odd" : "even"))
            }
            kind = .append(batch, stream, expected)
        }
    }

    var description: String {
        switch kind {
        case .append(let batch, let stream, let expected):
            "append \(batch.map(\.id)) to \(stream) at \(expected)"
        default: "\(kind)"
        }
    }

    /// What the store answers, as text.
    func answer(_ store: any StreamStore) async -> String {
        do {
            switch kind {
            case .append(let batch, let stream, let expected):
                return "\(try await store.append(batch, to: stream, expecting: expected))"
            case .deleteStream(let stream, let expected):
                return "\(try await store.deleteStream(stream, expecting: expected))"
            case .deleteMessage(let stream, let version):
                return "\(try await store.deleteMessage(in: stream, at: version))"
            case .deleteByID(let stream, let id):
                return "\(try await store.deleteMessage(in: stream, withID: id))"
            case .truncate(let stream, let version):
                try await store.truncate(stream, before: version)
                return ""
            case .setMetadata(let stream, let metadata, let expected):
                return "\(try await store.setMetadata(metadata, of: stream, expecting: expected))"
            case .find(let id):
                let message = try await store.message(withID: id)
                return "\(message?.position ?? -1)"
            case .firstAt(let stream, let moment):
                let version = try await store.firstVersion(in: stream, createdAtOrAfter: moment)
                let position = try await store.firstPosition(createdAtOrAfter: moment)
                return "\(version ?? -1) \(position ?? -1)"
            case .list: return "\(try await store.listStreams(StreamListQuery()).streams)"
            }
        } catch {
            return "\(error)"
        }
    }
}
