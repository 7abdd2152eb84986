import Octets
import Store
import Testing

@Suite struct AppendConformanceTests {
    @Test(arguments: Backend.all, AppendRow.table.filter { $0.lastVersion == nil })
    func `an append keeps the contract's table and leaves nothing behind a refusal`(
        on backend: Backend, row: AppendRow
    ) async throws {
        let subject = try await backend.make()
        if let stream = row.stream { try await subject.append(stream, expecting: .noStream) }
        let head = try await subject.store.headPosition()
        let expected = try #require(ExpectedVersion(headerValue: row.expected))
        let before = row.stream ?? []
        var result: AppendResult?
        do {
            result = try await subject.append(row.batch, expecting: expected)
        } catch StoreError.wrongExpectedVersion(.named("a"), expected) {
            #expect(row.outcome == .conflict)
        } catch StoreError.duplicateMessageID {
            #expect(row.outcome == .duplicate)
        }
        let last = Int32(before.count) - 1
        switch row.outcome {
        case .decision(.insert(let first)):
            #expect(try await subject.numbers() == before + row.batch)
            #expect(
                result
                    == AppendResult(
                        currentVersion: last + Int32(row.batch.count),
                        currentPosition: try await subject.store.headPosition(),
                        firstVersion: first, isRepeat: false))
        case .decision(.create):
            #expect(
                result
                    == AppendResult(
                        currentVersion: -1, currentPosition: -1, firstVersion: nil,
                        isRepeat: false))
            #expect(try await subject.store.state(of: .named("a"))?.lastVersion == -1)
        case .decision(.alreadyThere(let first)):
            #expect(try await subject.numbers() == before)
            #expect(
                result
                    == AppendResult(
                        currentVersion: last, currentPosition: head, firstVersion: first,
                        isRepeat: true))
        case .decision(.unchecked(let version)):
            #expect(result?.currentVersion == version && result?.currentPosition == head)
            #expect(try await (subject.store.state(of: .named("a")) == nil) == (row.stream == nil))
        case .conflict, .duplicate, .exhausted:
            #expect(result == nil)
            #expect(try await subject.numbers() == before)
            #expect(try await (subject.store.state(of: .named("a")) == nil) == (row.stream == nil))
            #expect(try await subject.store.headPosition() == head)
        }
    }

    @Test(arguments: Backend.all)
    func `versions begin at 0 and positions rise over all streams`(on backend: Backend)
        async throws
    {
        let subject = try await backend.make()
        try await subject.append([1, 2], to: .named("a"))
        try await subject.append([3], to: .named("b"))
        try await subject.append([4], to: .named("a"))
        #expect(try await subject.versions(of: .named("a")) == [0, 1, 2])
        #expect(try await subject.versions(of: .named("b")) == [0])
        let all = try await subject.page(.all).messages
        #expect(all.map { Int($0.id.low) } == [1, 2, 3, 4])
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(try await subject.store.headPosition() == all.last?.position)
    }

    @Test(arguments: Backend.all)
    func `one id may stand in several streams`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1], to: .named("a"))
        #expect(try await !subject.append([1], to: .named("b")).isRepeat)
        #expect(try await subject.append([1], to: .named("b")).isRepeat)
    }

    @Test(arguments: Backend.all)
    func `a repeat answers the head of now`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2], expecting: .noStream)
        let later = try await subject.append([3], expecting: .version(1))
        let again = try await subject.append([1, 2], expecting: .noStream)
        #expect(again.currentVersion == 2 && again.currentPosition == later.currentPosition)
        #expect(again.firstVersion == 0 && again.isRepeat)
    }

    @Test(arguments: Backend.all)
    func `an empty stream exists, is listed and has no message`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([])
        let state = StreamState(
            lastVersion: -1, lastPosition: -1, messageCount: 0, payloadBytes: 0)
        #expect(try await subject.store.state(of: .named("a")) == state)
        #expect(try await subject.page().stream == state)
        #expect(try await subject.names() == ["a"])
        #expect(try await subject.store.newestMessage(in: .named("a")) == nil)
        #expect(try await subject.store.headPosition() == -1)
        #expect(try await subject.append([1], expecting: .emptyStream).currentVersion == 0)
    }

    @Test(arguments: Backend.all)
    func `of 32 racing appends that expect one version exactly one wins`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        try await subject.append([1])
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for racer in 100..<132 {
                group.addTask {
                    do {
                        try await subject.append([racer], expecting: .version(0))
                        return true
                    } catch StoreError.wrongExpectedVersion { return false }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        #expect(try await subject.versions() == [0, 1])
    }

    @Test(arguments: Backend.all)
    func `of 32 racing first appends of other ids exactly one wins`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for racer in 100..<132 {
                group.addTask {
                    do {
                        try await subject.append([racer, racer + 100], expecting: .noStream)
                        return true
                    } catch StoreError.wrongExpectedVersion { return false }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        #expect(try await subject.versions() == [0, 1])
    }

    @Test(arguments: Backend.all, [ExpectedVersion.noStream, .any])
    func `identical racing appends all succeed and write once`(
        on backend: Backend, expected: ExpectedVersion
    ) async throws {
        let subject = try await backend.make()
        let results = try await withThrowingTaskGroup(of: AppendResult.self) { group in
            for _ in 0..<32 {
                group.addTask { try await subject.append([1, 2, 3], expecting: expected) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { !$0.isRepeat } == 1)
        #expect(Set(results.map(\.currentPosition)).count == 1)
        #expect(results.allSatisfy { $0.currentVersion == 2 && $0.firstVersion == 0 })
        #expect(try await subject.numbers() == [1, 2, 3])
    }

    @Test(arguments: Backend.all)
    func `racing appends that expect nothing all land once, batches whole`(
        on backend: Backend
    ) async throws {
        let subject = try await backend.make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for racer in 0..<32 {
                group.addTask {
                    for round in 0..<4 {
                        let number = racer * 100 + round * 10
                        try await subject.append([number, number + 1, number + 2])
                    }
                }
            }
            try await group.waitForAll()
        }
        let numbers = try await subject.numbers()
        #expect(numbers.count == 32 * 4 * 3)
        #expect(Set(numbers).count == numbers.count)
        for index in stride(from: 0, to: numbers.count, by: 3) {
            #expect(numbers[index + 1] == numbers[index] + 1)
            #expect(numbers[index + 2] == numbers[index] + 2)
        }
        #expect(try await subject.versions() == Array(0..<Int32(numbers.count)))
    }

    @Test(arguments: Backend.all)
    func `what is created never falls though the clock does`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let begin = subject.clock.now
        try await subject.append([1])
        subject.clock.advance(seconds: 10)
        try await subject.append([2])
        subject.clock.advance(seconds: -3600)
        try await subject.append([3], to: .named("b"))
        let again = try await subject.reopened()
        try await again.append([4])
        subject.clock.advance(seconds: 7200)
        try await again.append([5])
        let created = try await again.page(.all).messages.map(\.created)
        #expect(created == created.sorted())
        #expect(created.first == begin)
        #expect(created.last == begin.advanced(seconds: 3610))
    }

    @Test(arguments: Backend.all)
    func `messages of one batch are created in one moment`(on backend: Backend) async throws {
        let subject = try await backend.make()
        try await subject.append([1, 2, 3])
        #expect(Set(try await subject.page().messages.map(\.created)) == [subject.clock.now])
    }

    @Test(arguments: Backend.all)
    func `a closed store takes no writes and says so`(on backend: Backend) async throws {
        let subject = try await backend.make()
        #expect(await subject.store.writeObstacle() == nil)
        await subject.store.close()
        await #expect(throws: StoreError.closed) { try await subject.append([1]) }
        #expect(await subject.store.writeObstacle() == .closed)
    }
}
