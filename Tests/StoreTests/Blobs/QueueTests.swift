import Glibc
import Octets
import Testing

@testable import Store

@Suite struct QueueTests {
    @Test(arguments: ["a", "A.b_c~d-9", String(repeating: "x", count: 128)])
    func `names of queues`(name: String) {
        #expect(QueueName(name)?.description == name)
    }

    @Test(arguments: [
        "", ".", "..", ".hidden", "a/b", "a b", "é", "a\0", String(repeating: "x", count: 129),
    ])
    func `what is no name of a queue`(name: String) { #expect(QueueName(name) == nil) }

    @Test func `one takes the first, deletes it and goes on to the next`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let queue = try #require(QueueName("jobs"))
        for number in 0..<5 { _ = try await store.save(Bytes("\(number)"), to: queue) }
        #expect(try await store.save("elsewhere").position == QueuePosition(.main, 1))
        var seen: [Bytes?] = []
        var entry = try store.first(of: queue)
        while let taken = entry {
            seen.append(try store.content(taken.id))
            #expect(try store.delete(taken.id))
            let position = try #require(try store.position(of: taken.id))
            #expect(position == taken.position)
            entry = try store.next(after: position)
        }
        #expect(seen == ["0", "1", "2", "3", "4"])
        #expect(try store.first(of: queue) == nil)
        #expect(try store.last(of: queue) == nil)
        #expect(try store.queue(queue)?.count == 0)
        // Numbers are never given twice.
        #expect(try await store.save("5", to: queue).position.sequence == 6)
        #expect(try await scratch.streams().save("6", to: queue).position.sequence == 7)
        #expect(try store.first(of: queue)?.position.sequence == 6)
    }

    @Test func `neighbours of deleted and of living streams`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        var ids: [UUID] = []
        for number in 0..<6 { ids.append(try await store.save(Bytes("\(number)")).id) }
        for index in [0, 2, 3, 5] { _ = try store.delete(ids[index]) }
        let expected: [(before: Int?, after: Int?)] = [
            (nil, 1), (nil, 4), (1, 4), (1, 4), (1, nil), (4, nil),
        ]
        for (index, id) in ids.enumerated() {
            let position = try #require(try store.position(of: id))
            #expect(
                try store.previous(before: position)?.id == expected[index].before.map { ids[$0] })
            #expect(try store.next(after: position)?.id == expected[index].after.map { ids[$0] })
        }
        #expect(try store.first(of: .main)?.id == ids[1])
        #expect(try store.last(of: .main)?.id == ids[4])
        #expect(try store.position(of: .random()) == nil)
        let summary = try #require(try store.queue(.main))
        #expect(summary.count == 2 && summary.ends == 2...5)
        #expect(try store.queues().map(\.name) == [.main])
        #expect(try store.queue(#require(QueueName("none"))) == nil)
    }

    @Test func `pages go in both directions`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        for number in 0..<10 { _ = try await store.save(Bytes("\(number)")) }
        _ = try store.delete(#require(try store.first(of: .main)).id)
        func page(_ from: UInt64?, _ limit: Int, _ order: ByteStreamStore.Order) throws -> [UInt64]
        {
            try store.page(of: .main, beyond: from, limit: limit, order: order)?
                .entries.map(\.position.sequence) ?? []
        }
        #expect(try page(nil, 3, .ascending) == [2, 3, 4])
        #expect(try page(4, 3, .ascending) == [5, 6, 7])
        #expect(try page(8, 30, .ascending) == [9, 10])
        #expect(try page(nil, 3, .descending) == [10, 9, 8])
        #expect(try page(3, 3, .descending) == [2])
        #expect(try page(.max, 3, .ascending) == [])
        #expect(try page(0, 3, .descending) == [])
        #expect(try page(.max, 1, .descending) == [10])
        #expect(try page(nil, 0, .ascending) == [])
        #expect(try page(nil, -1, .ascending) == [])
        let middle = try #require(try store.page(of: .main, beyond: 4, limit: 3))
        #expect(middle.hasEarlier && middle.hasLater && middle.count == 9 && middle.ends == 2...10)
        let first = try #require(try store.page(of: .main, limit: 3))
        #expect(!first.hasEarlier && first.hasLater)
        let last = try #require(try store.page(of: .main, limit: 2, order: .descending))
        #expect(last.hasEarlier && !last.hasLater)
        let end = try #require(try store.page(of: .main, beyond: 10, limit: 3))
        #expect(end.entries.isEmpty && end.hasEarlier && !end.hasLater)
    }

    @Test func `a queue is deleted when it is empty, or with its streams`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let queue = try #require(QueueName("q"))
        let id = try await store.save("1", to: queue).id
        #expect(try store.deleteQueue(queue, purging: false) == .notEmpty)
        #expect(try store.content(id) == "1")
        #expect(try store.deleteQueue(queue, purging: true) == .deleted)
        #expect(scratch.names == [])
        #expect(try store.deleteQueue(queue, purging: true) == .unknown)
        #expect(try store.queues().isEmpty)
        let next = try await store.save("2", to: queue)
        #expect(next.position.sequence == 1)
        _ = try store.delete(next.id)
        #expect(try store.deleteQueue(queue, purging: false) == .deleted)
        #expect(try store.position(of: next.id) == nil)
    }

    @Test func `a deletion of a queue that was cut short is ended, and its streams are kept`()
        async throws
    {
        let scratch = try BlobScratch()
        let queue = try #require(QueueName("q"))
        let id = try await scratch.streams().save("1", to: queue).id
        let grave = "\(scratch.path)/.tmp/\(UUID.random()).queue"
        #expect(unsafe rename("\(scratch.path)/.meta/queues/q", grave) == 0)
        let store = try scratch.streams()
        #expect(!scratch.names.contains { $0.hasPrefix(".tmp/") })
        #expect(try store.position(of: id) == nil)
        try scratch.age("\(id).data", 5)
        #expect(try store.adopt(isUrgent: true) == 1)
        #expect(try store.first(of: .main)?.id == id)
    }

    @Test func `places of streams deleted long ago are forgotten, the last one never`() async throws
    {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        var ids: [UUID] = []
        for number in 0..<10 { ids.append(try await store.save(Bytes("\(number)")).id) }
        for id in ids[..<7] { _ = try store.delete(id) }
        #expect(try store.forgetPlaces(keeping: 3) == 4)
        #expect(try store.position(of: ids[0]) == nil)
        #expect(try store.position(of: ids[4])?.sequence == 5)
        #expect(try store.first(of: .main)?.id == ids[7])
        for id in ids[7...] { _ = try store.delete(id) }
        _ = try store.forgetPlaces(keeping: 0)
        #expect(try store.first(of: .main) == nil)
        #expect(try await scratch.streams().save("x").position.sequence == 11)
    }

    @Test func `places are found again that their streams do not know any more`() async throws {
        let scratch = try BlobScratch()
        let id = try await scratch.streams().save("1").id
        let other = try await scratch.streams().save("2").id
        scratch[".meta/streams"] = nil
        for id in [id, other] { try scratch.age("\(id).data", 5) }
        let store = try scratch.streams()
        #expect(try store.adopt(isUrgent: true) == 0)
        #expect(try store.position(of: other)?.sequence == 2)
        #expect(try store.queue(.main)?.count == 2)
    }

    @Test func `names that nobody counted to do no harm`() async throws {
        let scratch = try BlobScratch()
        let id = try await scratch.streams().save("1").id
        for name in ["99999999999999999999", "09223372036854775807", "00000000000000000000", "x"] {
            scratch[".meta/queues/default/\(name)"] = [1]
        }
        scratch[".meta/streams/\(UUID.random())"] = Array("../queues/..".utf8)
        let store = try scratch.streams()
        #expect(try store.first(of: .main)?.id == id)
        #expect(try store.last(of: .main)?.id == id)
        #expect(try await store.save("2").position.sequence == 2)
    }

    @Test func `streams are merged in the order that was asked for`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let large = noise(1_500_000)
        let first = try await store.save(large).id
        let second = try await store.save("-").id
        let empty = try await store.save("").id
        let merger = try await store.merge([second, first, empty, second])
        guard case .merged(let stored) = merger else {
            Issue.record("\(merger)")
            return
        }
        var expected = ByteWriter()
        expected.append(UInt8(ascii: "-"))
        expected.append(large)
        expected.append(UInt8(ascii: "-"))
        #expect(try store.content(stored.id, verifying: true) == expected.finish())
        #expect(stored.position.sequence == 4 && stored.length == 1_500_002)
        let before = scratch.names
        let missing = UUID.random()
        #expect(try await store.merge([first, missing], deleting: true) == .missing(missing))
        #expect(scratch.names == before)
        let queue = try #require(QueueName("m"))
        _ = try await store.merge([first, first, second], to: queue, deleting: true)
        #expect(try !store.has(first) && !store.has(second))
        #expect(try store.first(of: queue)?.length == 3_000_001)
    }

    @Test func `too many streams are not merged`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let id = try await store.save("x").id
        let before = scratch.names
        let most = ByteStreamStore.mostParts
        let ids = [UUID](repeating: id, count: most + 1)
        #expect(try await store.merge(ids, deleting: true) == .tooMany(limit: most))
        #expect(scratch.names == before)
        let merger = try await store.merge(Array(ids.dropLast()))
        guard case .merged(let stored) = merger else {
            Issue.record("\(merger)")
            return
        }
        #expect(stored.length == UInt64(most))
    }

    @Test(arguments: [true, false])
    func `what has the name of a queue and is none is refused and stays`(isLink: Bool) async throws
    {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        _ = try await store.save("x")
        if isLink {
            #expect(unsafe symlink("default", "\(scratch.path)/.meta/queues/q") == 0)
        } else {
            scratch[".meta/queues/q"] = [1]
        }
        let before = scratch.names
        let queue = try #require(QueueName("q"))
        await #expect(throws: BlobError.failed(SystemError("mkdir", code: ENOTDIR))) {
            _ = try await store.save("y", to: queue)
        }
        #expect(scratch.names == before)
        #expect(try store.queue(queue) == nil)
    }

    @Test func `places that another store forgot are not given again`() async throws {
        let scratch = try BlobScratch()
        let (store, other) = (try scratch.streams(), try scratch.streams())
        try store.directory.makeRoom(ByteStreamStore.place(.main))
        #expect(try store.queue(.main)?.count == 0)
        for _ in 0..<3 { _ = try other.delete(try await other.save("x").id) }
        #expect(try other.forgetPlaces(keeping: 0) == 2)
        #expect(try await store.save("y").position.sequence == 4)
    }

    @Test func `a start does not end a deletion that is under way`() async throws {
        let scratch = try BlobScratch()
        let queue = try #require(QueueName("q"))
        for number in 0..<3 {
            _ = try await scratch.streams().save(Bytes("\(number)"), to: queue)
        }
        let (path, pool) = (scratch.path, scratch.pool)
        let store = try scratch.streams(
            BlobFaults { call, name in
                if call == .remove, name.hasSuffix(".data") {
                    _ = try? ByteStreamStore(directory: path, pool: pool)
                }
                return nil
            })
        #expect(try store.deleteQueue(queue, purging: true) == .deleted)
        #expect(scratch.names == [])
    }

    @Test func `a stream that has a place elsewhere outlives its old queue`() async throws {
        let scratch = try BlobScratch()
        let store = try scratch.streams()
        let (queue, next) = (try #require(QueueName("q")), try #require(QueueName("next")))
        let id = try await store.save("1", to: queue).id
        try store.remember(id, at: try store.enqueue(id, in: next))
        #expect(try store.deleteQueue(queue, purging: true) == .deleted)
        #expect(try store.content(id) == "1")
        #expect(try store.first(of: next)?.id == id)
    }

    @Test func `what cannot be ended keeps no store from being opened`() async throws {
        let scratch = try BlobScratch()
        let queue = try #require(QueueName("q"))
        let id = try await scratch.streams().save("1", to: queue).id
        let grave = ".tmp/00000000-0000-4000-8000-000000000001.queue"
        #expect(
            unsafe rename("\(scratch.path)/.meta/queues/q", "\(scratch.path)/\(grave)") == 0)
        scratch["\(grave)/00000000000000000000/x"] = [1]
        let link = "\(scratch.path)/.tmp/00000000-0000-4000-8000-000000000000.queue"
        #expect(unsafe symlink(".", link) == 0)
        let foreign = ".tmp/a-directory-of-36-characters-that-is.queue/x"
        scratch[foreign] = [1]
        let store = try scratch.streams()
        #expect(try store.content(id) == "1")
        #expect(scratch[foreign] == [1])
        #expect(scratch["\(grave)/00000000000000000000/x"] == [1])
        #expect(!scratch.names.contains("\(grave)/00000000000000000001"))
        try scratch.age("\(id).data", 5)
        #expect(try store.adopt(isUrgent: true) == 1)
    }
}
