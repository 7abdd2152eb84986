import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Shutdown` {
    @Test func `idle connections end at once`() async throws {
        try await blocking {
            let live = try LiveServer(loops: 2, respond: { _ in Response(.ok, .text, "hello") })
            let clients = try (0..<10).map { _ in try live.connect() }
            for client in clients {
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            }
            let start = MonotonicInstant.now
            await live.server.shutdown(grace: 5_000)
            #expect(start.milliseconds(until: .now) < 500)
            for client in clients { #expect(client.isEnded()) }
            #expect(throws: (any Error).self) { try live.connect() }
        }
    }

    @Test func `a request under way is finished, and its connection closed behind it`()
        async throws
    {
        try await blocking {
            let gate = Gate()
            let live = try LiveServer(respond: { _ in
                await gate.wait()
                return Response(.ok, .text, "hello")
            })
            let client = try live.connect()
            client.send(RawRow.get)
            for _ in 0..<500 where gate.count == 0 { usleep(2_000) }
            let server = live.server
            let ending = Task(executorPreference: BlockingThreads.shared) {
                await server.shutdown(grace: 5_000)
            }
            // Nobody new is let in from the moment the draining begins.
            while (try? live.connect()) != nil { usleep(1_000) }
            gate.open()
            let answer = try #require(client.response())
            #expect(answer.text == "hello" && answer.closes)
            #expect(client.isEnded())
            client.finish()
            await ending.value
        }
    }

    @Test(arguments: [1, 3]) func `it is said once, and when nobody new is let in`(
        loops: Int
    ) async throws {
        try await blocking {
            let live = try LiveServer(loops: loops, respond: { _ in Response(.ok) })
            let (said, letIn) = (Counter(), Counter())
            await live.server.shutdown(grace: 1_000) {
                said.add(1)
                if (try? live.connect()) != nil { letIn.add(1) }
            }
            #expect(said.value == 1)
            #expect(letIn.value == 0)
        }
    }

    @Test func `what does not end within the grace is cut`() async throws {
        try await blocking {
            let live = try LiveServer(respond: { _ in
                try? await Task.sleep(nanoseconds: 60_000_000_000)
                return Response(.ok)
            })
            let client = try live.connect()
            client.send(RawRow.get)
            for _ in 0..<500 where live.server.connectionCount == 0 { usleep(2_000) }
            usleep(20_000)
            let start = MonotonicInstant.now
            await live.server.shutdown(grace: 200)
            let waited = start.milliseconds(until: .now)
            #expect(waited >= 150 && waited < 2_000)
            #expect(client.isEnded())
        }
    }

    @Test func `who waits to be accepted is still answered`() async throws {
        try await blocking {
            let live = try LiveServer(respond: { request in
                // The loop is kept busy, so that newcomers pile up in the kernel's queue.
                if request.target.path == "/busy" { usleep(300_000) }
                return Response(.ok, .text, "hello")
            })
            let busy = try live.connect()
            busy.send(RawRow.line("GET /busy HTTP/1.1"))
            usleep(100_000)
            let clients = try (0..<20).map { _ in try live.connect() }
            for client in clients { client.send(RawRow.get) }
            let server = live.server
            let ending = Task(executorPreference: BlockingThreads.shared) {
                await server.shutdown(grace: 5_000)
            }
            for client in clients { #expect(client.response()?.status == 200) }
            #expect(busy.response()?.status == 200)
            for client in clients + [busy] { client.finish() }
            await ending.value
        }
    }

    @Test func `a loop ends while others hand their tasks back to it`() async throws {
        try await blocking {
            for _ in 0..<100 {
                let live = try LiveServer(respond: { _ in
                    try? await blocking { usleep(100) }
                    return Response(.ok)
                })
                let clients = try (0..<4).map { _ in try live.connect() }
                for client in clients { client.send(RawRow.get) }
                await live.server.shutdown(grace: 0)
            }
        }
    }

    @Test func `who reads its body behind the answer is told that it is over`() async throws {
        let failures = Counter()
        try await LiveServer.run(
            respond: { request in
                Task(executorPreference: BlockingThreads.shared) {
                    do { _ = try await request.body.collect(upTo: 100) } catch { failures.add(1) }
                }
                try? await Task.sleep(nanoseconds: 100_000_000)
                return Response(.ok, .text, "hello")
            },
            { live in
                let client = try live.connect()
                client.send(RawRow.upload("Content-Length: 5\r\n", "he"))
                #expect(client.response()?.status == 200)
                for _ in 0..<500 where failures.value == 0 { usleep(2_000) }
                #expect(failures.value == 1)
            })
    }

    @Test func `a second shutdown waits for the first`() async throws {
        try await blocking {
            let live = try LiveServer(respond: { _ in Response(.ok) })
            let server = live.server
            async let first: Void = server.shutdown(grace: 1_000)
            async let second: Void = server.shutdown(grace: 1_000)
            _ = await (first, second)
            #expect(server.connectionCount == 0)
        }
    }
}
