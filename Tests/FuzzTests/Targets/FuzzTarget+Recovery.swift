import Octets

@testable import Store

extension FuzzTarget {
    /// A data directory with files that check and may say anything: it opens or is refused, all of it can be
    /// read or fails cleanly, and where it takes writes they are there afterwards.
    ///
    /// The first byte says how the log is put together, the second how many items the index file has; these
    /// follow, and behind them the frames.
    static let recovery = FuzzTarget("recovery") { bytes in
        guard bytes.count > 2, bytes.count < 1 << 16 else { return }
        let files = directory(of: bytes)
        // Debug builds and sanitizers: all of this is work on the thread's own stack.
        try waiting { try await check(files) }
    }

    private static func directory(of bytes: Bytes) -> FuzzDirectory {
        let isSealed = bytes[0] & 1 != 0
        let items = min(Int(bytes[1]) * 44, bytes.count - 2)
        let log = RepairedLog(bytes[(2 + items)..<bytes.count])
        let store = UUID(high: 1, low: 2)
        let first = RepairedLog.header.name
        var manifest = Manifest(store: store, seed: UUID(high: 3, low: 4), active: first)
        var files = [(name: first.log, bytes: log.segment)]
        if isSealed {
            let sealed = Manifest.Sealed(
                name: first, length: log.segment.count, chain: log.chain)
            manifest.sealed = [sealed]
            manifest.active = SegmentName(number: 2, generation: 0)
            var header = RepairedLog.header
            header.name = manifest.active
            header.firstBatch = 1 << 20
            header.firstPosition = 1000
            header.firstStream = 100
            files.append((manifest.active.log, header.encoded()))
            if bytes[0] & 2 != 0 {
                let index = RepairedLog.sidecar(
                    bytes[2..<(2 + items)], of: sealed, store: store)
                files.append((first.index, index.0))
            }
        }
        if bytes[0] & 4 != 0 {
            manifest.knownEnd = Manifest.End(offset: Int(bytes[0]) << 4, batch: 1)
        }
        if bytes[0] & 8 == 0 { files.append((LogFormat.manifestName, manifest.encoded())) }
        return FuzzDirectory(files)
    }

    private static func check(_ files: FuzzDirectory) async throws {
        _ = try? LogVerifier.verify(directory: files.path)
        var options = LogOptions()
        options.segmentBytes = 4096
        options.fillAheadBytes = 0
        options.scavengeRatio = nil
        options.readOnly = true
        guard let reader = try? LogStore.open(directory: files.path, options: options) else {
            return
        }
        try await read(reader)
        await reader.close()
        options.readOnly = false
        options.opensDamaged = true
        guard let writer = try? LogStore.open(directory: files.path, options: options) else {
            return
        }
        try await write(writer)
        await writer.close()
    }

    /// Every page and every stream; what is handed out stands where it says.
    private static func read(_ store: LogStore) async throws {
        for direction in [StreamQuery.Direction.forwards, .backwards] {
            for prefix in ["", "$"] as [Bytes] {
                var query = StreamQuery(
                    .all, direction, from: direction == .forwards ? .at(0) : .end, limit: 1000)
                query.streamPrefix = prefix
                guard let page = try? await store.read(query) else { continue }
                for message in page.messages {
                    guard let one = try? await store.message(atPosition: message.position) else {
                        continue
                    }
                    try require(one == message, "a page says another message than its position")
                }
            }
        }
        guard let list = try? await store.listStreams(StreamListQuery(limit: 1000)) else { return }
        for stream in list.streams {
            _ = try? await store.state(of: stream)
            _ = try? await store.newestMessage(in: stream)
            _ = try? await store.metadata(of: stream)
            let query = StreamQuery(.stream(stream), .backwards, from: .end, limit: 1000)
            let pages = [try? store.readNow(query), try? await store.read(query)]
            for message in pages.compactMap({ $0 }).flatMap({ Array($0.messages) }) {
                try require(message.stream == stream, "a message of another stream")
            }
        }
        _ = try? await store.firstPosition(createdAtOrAfter: Timestamp(ticks: 0))
    }

    private static func write(_ store: LogStore) async throws {
        guard let stream = StreamID("fuzz") else { return }
        let message = NewMessage(
            id: .random(), type: "t", payload: Payload(.json, "{}"), metadata: Bytes())
        guard let result = try? await store.append([message], to: stream, expecting: .any) else {
            return
        }
        let read = try await store.message(atPosition: result.currentPosition)
        try require(read?.id == message.id, "an acknowledged message is not there")
        let again = try await store.message(in: stream, at: result.currentVersion)
        try require(again?.id == message.id, "an acknowledged message has no version")
        try? await store.truncate(stream, before: .max)
        _ = try? await store.deleteStream(stream, expecting: .any)
    }
}
