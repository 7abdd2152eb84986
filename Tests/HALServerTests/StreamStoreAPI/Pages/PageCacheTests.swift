import Glibc
import HTTP
import JSON
import Octets
import Synchronization
import TestSupport
import Testing

@testable import HALServer
@testable import Store

@Suite struct PageCacheTests {
    /// Two faces of one store: one keeps pages, the other writes each.
    private struct Pair {
        let keeping: Face
        let writing: Face

        init(_ store: any StreamStore, bytes: Int = 1 << 20) throws {
            var options = HALServer.Options()
            options.limits.pageCacheBytes = bytes
            keeping = try Face(options, store: store)
            options.limits.pageCacheBytes = 0
            writing = try Face(options, store: store)
        }

        /// Whether both answer the same, byte by byte, however often they are asked.
        func agree(
            _ method: HTTP.Method, _ target: String, _ headers: [(String, String)], times: Int = 3
        ) async -> Bool {
            let written = await writing.send(method, target, headers)
            for _ in 0..<times {
                let kept = await keeping.send(method, target, headers)
                guard kept.status == written.status, kept.body == written.body,
                    kept.fields == written.fields
                else { return false }
            }
            return true
        }
    }

    private static let names = ["a", "b", "c%20d", "$deleted", "$$a"]
    private static let types = [
        "application/hal+json", "application/prs.hal-forms+json", "application/x-ndjson",
        "application/cloudevents-batch+json", "application/atom+xml", "text/html",
    ]

    /// A page, one of few, so that many are asked for again.
    private static func target(_ dice: inout Dice) -> String {
        let direction = dice.pick(["d=f&m=3&p=0", "d=b&m=3&p=-1", "d=f&m=2&p=2", "d=b&m=4&p=3"])
        let filter = dice.roll(6) == 0 ? "&type=odd" : ""
        let source = dice.roll(3) == 0 ? "stream" : "streams/\(dice.pick(names))"
        return "/\(source)?\(direction)&e=\(dice.roll(2))\(filter)"
    }

    /// Changes the store in one way or another; what is refused is of no interest here.
    private static func change(_ store: any StreamStore, _ dice: inout Dice) async {
        guard let stream = StreamID(Bytes(dice.pick(["a", "b", "c d"]))) else { return }
        let version = Int32(dice.roll(8))
        switch dice.roll(14) {
        case 0: _ = try? await store.deleteStream(stream, expecting: .any)
        case 1, 2: _ = try? await store.deleteMessage(in: stream, at: version)
        case 3: _ = try? await store.truncate(stream, before: version)
        case 4:
            let metadata = StreamMetadata(
                maxAge: dice.roll(3) == 0 ? Int32(1 + dice.roll(30)) : nil,
                maxCount: dice.roll(3) == 0 ? Int32(1 + dice.roll(5)) : nil)
            _ = try? await store.setMetadata(metadata, of: stream, expecting: .any)
        case 5: _ = try? await store.append([], to: stream, expecting: .any)
        case 6...9:
            let messages = (0...dice.roll(3)).map { _ in
                NewMessage(
                    id: UUID(high: dice.roll(), low: dice.roll() | 1),
                    type: dice.roll(4) == 0 ? "odd" : "even",
                    payload: dice.roll(5) == 0
                        ? Payload(.other(contentType: "text/plain; charset=utf-8"), "hällo")
                        : Payload(.json, Bytes("{\"n\":\"\(dice.roll(100))\"}")))
            }
            _ = try? await store.append(messages, to: stream, expecting: .any)
        default: break
        }
    }

    private func compare(
        _ store: any StreamStore, _ now: borrowing Atomic<Int64>, _ seed: Int,
        tidy: (inout Dice) async throws -> Void
    ) async throws {
        let pair = try Pair(store, bytes: seed % 4 == 0 ? 400_000 : 1 << 20)
        var dice = Dice(UInt64(seed))
        for step in 0..<250 {
            let target = Self.target(&dice)
            var headers = [("Accept", dice.pick(Self.types)), ("Host", dice.pick(["a.org", "b"]))]
            if dice.roll(3) == 0 {
                let tag: String? = await pair.keeping.get(target, headers)["ETag"]
                if let tag { headers.append(("If-None-Match", tag)) }
            }
            let method = dice.roll(5) == 0 ? HTTP.Method.head : .get
            let label = "step \(step): \(method) \(target) \(headers)"
            #expect(await pair.agree(method, target, headers), "\(label), before")
            await Self.change(store, &dice)
            if dice.roll(8) == 0 {
                now.add(Int64(dice.roll(200_000_000)) - 40_000_000, ordering: .relaxed)
            }
            try await tidy(&dice)
            #expect(await pair.agree(method, target, headers), "\(label), after")
        }
        let metrics = pair.keeping.pageCacheFigures
        #expect(metrics.hits > 40 && metrics.misses > 40)
        #expect(metrics.bytes <= 1 << 20)
        #expect(pair.writing.pageCacheFigures == PageCacheFigures())
    }

    @Test(arguments: 1...6)
    func `a kept page is the one that would be written, from memory`(seed: Int) async throws {
        let now = Tick()
        let store = MemoryStore(purgeInterval: .seconds(3600)) { now.moment }
        try await compare(store, now.ticks, seed) { dice in
            if dice.roll(20) == 0 { store.purgeExpired() }
        }
    }

    @Test(arguments: 1...6)
    func `a kept page is the one that would be written, from the log`(seed: Int) async throws {
        let now = Tick()
        let directory = try Directory()
        var options = LogOptions()
        options.now = { now.moment }
        options.segmentBytes = 3000
        options.purgeIntervalMilliseconds = 3_600_000
        let store = try LogStore.open(directory: directory.path, options: options)
        try await compare(store, now.ticks, seed) { dice in
            if dice.roll(20) == 0 { try await store.purgeExpired() }
            if dice.roll(30) == 0 { try await store.scavenge() }
        }
        await store.close()
    }

    @Test func `a page is kept from the second request on, and counted as a read each time`()
        async throws
    {
        let store = MemoryStore()
        let face = try Face(store: store)
        await face.fill("a", 1..<6)
        let page = "/streams/a?d=f&m=20&p=0&e=1"
        for hits in [0, 0, 1, 2] as [UInt64] {
            #expect(await face.get(page).versions == [4, 3, 2, 1, 0])
            #expect(face.pageCacheFigures.hits == hits)
        }
        #expect(face.pageCacheFigures.misses == 2)
        let figures = await store.figures()
        #expect(figures.reads == 4 && figures.readMessages == 20)
        await face.fill("a", 6..<7)
        #expect(await face.get(page).versions == [5, 4, 3, 2, 1, 0])
    }

    @Test func `a stream that was deleted and made anew is another one`() async throws {
        let face = try Face()
        let page = "/streams/a?d=f&m=20&p=0&e=1"
        await face.fill("a", 1..<3)
        for _ in 0..<3 { _ = await face.get(page) }
        await face.delete("/streams/a")
        for _ in 0..<3 { #expect(await face.get(page).status == 404) }
        await face.fill("a", 7..<9)
        for _ in 0..<3 {
            let ids = await face.get(page)["_embedded", "streamStore:message", "0", "messageId"]
            #expect(ids?.string?.text == Face.uuid(8))
        }
    }

    @Test func `no more is kept than was allowed`() async throws {
        var options = HALServer.Options()
        options.limits.pageCacheBytes = 400_000
        let face = try Face(options)
        await face.fill("a", 1..<200)
        for place in 0..<150 {
            for _ in 0..<3 { _ = await face.get("/streams/a?d=f&m=5&p=\(place)&e=1") }
            #expect(face.pageCacheFigures.bytes <= 400_000)
        }
        #expect(face.pageCacheFigures.bytes > 100_000)
    }
}

/// A clock that stands still until it is moved.
private final class Tick: Sendable {
    let ticks = Atomic<Int64>(15_450_816_027_616_568)
    var moment: Timestamp { Timestamp(ticks: ticks.load(ordering: .relaxed)) }
}

/// A directory that is gone with its last owner.
private final class Directory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/halserver-test-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else {
            throw SystemError("mkdtemp", code: 0)
        }
        path = unsafe String(cString: made)
    }

    deinit {
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            unsafe unlink(path + "/" + name)
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }
}

extension Reply {
    /// The header fields in their order.
    fileprivate var fields: [[String]] {
        response.headers.fields.map { [$0.name.text, $0.value.text] }
    }
}
