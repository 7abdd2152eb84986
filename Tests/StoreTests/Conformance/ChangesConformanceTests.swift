import Octets
import Store
import Testing

@Suite struct ChangesConformanceTests {
    @Test(arguments: Backend.all)
    func `who asks for what is there gets it at once`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let head = try await subject.append([1, 2]).currentPosition
        #expect(try await subject.store.changes(after: -1) == head)
        #expect(try await subject.store.changes(after: head - 1) == head)
    }

    @Test(arguments: Backend.all)
    func `every waiter wakes with the append`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<20 {
                group.addTask { try await subject.store.changes(after: -1) }
            }
            let result = try await subject.append([1])
            for try await head in group { #expect(head == result.currentPosition) }
        }
    }

    @Test(arguments: Backend.all)
    func `a follower sees every message once and in order`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let total = 200
        let follower = Task {
            var seen: [Message] = []
            var next: Int64 = 0
            while seen.count < total {
                let page = try await subject.page(.all, .forwards, from: .at(next), limit: 7)
                seen += page.messages
                next = page.next
                if page.messages.isEmpty {
                    _ = try await subject.store.changes(after: next - 1)
                }
            }
            return seen
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<10 {
                group.addTask {
                    for round in 0..<20 {
                        let name = try #require(StreamID(Bytes("s\(writer % 3)")))
                        try await subject.append([writer * 100 + round], to: name)
                    }
                }
            }
            try await group.waitForAll()
        }
        let seen = try await follower.value
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(Set(seen.map(\.id)).count == total)
    }

    @Test(arguments: Backend.all)
    func `a waiter that is cancelled is let go`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let waiter = Task { try await subject.store.changes(after: 10) }
        try await Task.sleep(for: .milliseconds(20))
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        let early = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await subject.store.changes(after: 10)
        }
        await #expect(throws: CancellationError.self) { try await early.value }
    }

    @Test(arguments: Backend.all)
    func `who waits when the store closes learns of it`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let waiter = Task { try await subject.store.changes(after: 10) }
        try await Task.sleep(for: .milliseconds(20))
        await subject.store.close()
        await #expect(throws: StoreError.closed) { try await waiter.value }
        await #expect(throws: StoreError.closed) { try await subject.store.changes(after: 10) }
    }
}
