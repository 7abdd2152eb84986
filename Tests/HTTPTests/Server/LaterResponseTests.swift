import HTTP
import Octets
import TestSupport
import Testing

@Suite struct LaterResponseTests {
    /// Work that other threads do when the test says so.
    private final class Work: @unchecked Sendable {
        private let lock = Lock()
        // Guarded by `lock`.
        private var begun: [LaterResponse.Done] = []

        /// Answers with the path, when the test says so; "/here" at once, and "/twice" after two pieces of work.
        func answer(_ request: consuming Request) -> ResponsePromise {
            let path = request.target.path
            if path == "/here" { return .ready(Response(.ok, .text, path)) }
            return later { [self] in
                guard path == "/twice" else { return .ready(Response(.ok, .text, path)) }
                return later { .pending { Response(.ok, .text, path) } }
            }
        }

        private func later(
            _ response: @escaping @Sendable () -> ResponsePromise
        ) -> ResponsePromise {
            .later(
                LaterResponse(
                    begin: { done in
                        self.lock.withLock {
                            self.begun.append(done)
                            self.lock.broadcast()
                        }
                        return nil
                    }, response: response))
        }

        /// Waits until so many pieces were begun that are not done.
        func wait(for count: Int) { lock.withLock { while begun.count < count { lock.wait() } } }

        /// Says that what was begun is done, and wakes who waits for it.
        func finish() {
            let all = lock.withLock {
                defer { begun = [] }
                return begun
            }
            var sleepers = Sleepers()
            for done in all { sleepers.add(done()) }
            sleepers.wake()
        }
    }

    private static func get(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
    }

    @Test(arguments: [1, 3]) func `answers come when the work is done, each to its request`(
        loops: Int
    ) async throws {
        try await blocking {
            let work = Work()
            let live = try LiveServer(loops: loops) { work.answer($0) }
            let clients = try (0..<20).map { _ in try live.connect() }
            for round in 0..<20 {
                for (index, client) in clients.enumerated() {
                    client.send(Self.get("/\(round)/\(index)") + Self.get("/here"))
                }
                work.wait(for: clients.count)
                work.finish()
                for (index, client) in clients.enumerated() {
                    #expect(client.response()?.text == "/\(round)/\(index)")
                    #expect(client.response()?.text == "/here")
                }
            }
            await live.server.shutdown(grace: 1_000)
        }
    }

    @Test func `an answer may need more work, and then a task`() async throws {
        try await blocking {
            let work = Work()
            let live = try LiveServer { work.answer($0) }
            let client = try live.connect()
            client.send(Self.get("/twice"))
            for _ in 0..<2 {
                work.wait(for: 1)
                work.finish()
            }
            #expect(client.response()?.text == "/twice")
            await live.server.shutdown(grace: 1_000)
        }
    }

    @Test func `a peer that has left gets no answer, nor does who came after it`() async throws {
        try await blocking {
            let work = Work()
            let live = try LiveServer { work.answer($0) }
            do {
                let leaving = try live.connect()
                leaving.send(Self.get("/old"))
                work.wait(for: 1)
                leaving.reset()
            }
            while live.server.connectionCount > 0 { try await Task.sleep(nanoseconds: 1_000_000) }
            let client = try live.connect()
            client.send(Self.get("/new"))
            work.wait(for: 2)
            work.finish()
            #expect(client.response()?.text == "/new")
            #expect(client.isQuiet())
            await live.server.shutdown(grace: 1_000)
        }
    }

    @Test func `a server that ends waits for the work, and closes behind the answer`()
        async throws
    {
        try await blocking {
            let work = Work()
            let live = try LiveServer { work.answer($0) }
            let client = try live.connect()
            client.send(Self.get("/last"))
            work.wait(for: 1)
            let server = live.server
            let ending = Task(executorPreference: BlockingThreads.shared) {
                await server.shutdown(grace: 5_000)
            }
            while (try? live.connect()) != nil { try await Task.sleep(nanoseconds: 1_000_000) }
            work.finish()
            let answer = try #require(client.response())
            #expect(answer.text == "/last" && answer.closes)
            client.finish()
            await ending.value
        }
    }
}
