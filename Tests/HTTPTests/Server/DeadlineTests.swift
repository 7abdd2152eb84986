import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Patience` {
    private let site = TestSite()

    private func run(
        _ limits: Limits, _ body: (LiveServer) async throws -> Void
    ) async throws {
        let site = site
        try await LiveServer.run(
            limits: limits, respond: { await site.respond($0) }, body)
    }

    @Test func `a head that takes too long is 408, however often a byte comes`() async throws {
        var limits = Limits()
        limits.headerMilliseconds = 150
        try await run(limits) { live in
            let client = try live.connect()
            let start = MonotonicInstant.now
            client.send("GET / HTTP/1.1\r\n")
            var answer: RawResponse?
            for _ in 0..<100 where answer == nil {
                client.send("X")
                answer = client.response(milliseconds: 20)
            }
            #expect(answer?.status == 408)
            #expect(client.isEnded())
            let waited = start.milliseconds(until: .now)
            #expect(waited >= 140 && waited < 2_000)
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        var limits = Limits()
        limits.idleMilliseconds = 120
        try await run(limits) { live in
            let fresh = try live.connect()
            let used = try live.connect()
            used.send(RawRow.get)
            #expect(used.response()?.status == 200)
            #expect(used.isQuiet(for: 60))
            #expect(fresh.isEnded(within: 1_000))
            #expect(used.isEnded(within: 1_000))
        }
    }

    @Test func `a body slower than its pace is 408`() async throws {
        var limits = Limits()
        limits.bodyGraceMilliseconds = 100
        limits.bodyBytesPerSecond = 1_000
        try await run(limits) { live in
            let client = try live.connect()
            client.send(RawRow.upload("Content-Length: 100000\r\n", ""))
            var answer: RawResponse?
            for _ in 0..<200 where answer == nil {
                client.send("x")
                answer = client.response(milliseconds: 10)
            }
            #expect(answer?.status == 408)
            #expect(client.isEnded())
            #expect(site.uploads.isEmpty)
        }
    }

    @Test func `a body that keeps its pace may take longer than the grace`() async throws {
        var limits = Limits()
        limits.bodyGraceMilliseconds = 150
        limits.bodyBytesPerSecond = 1_000
        try await run(limits) { live in
            let client = try live.connect()
            client.send(RawRow.upload("Content-Length: 2000\r\n", ""))
            for _ in 0..<20 {
                client.send([UInt8](repeating: 65, count: 100))
                usleep(20_000)
            }
            #expect(client.response()?.status == 201)
        }
    }

    @Test func `chunk framing without data does not stretch the wait`() async throws {
        var limits = Limits()
        limits.bodyGraceMilliseconds = 100
        limits.bodyBytesPerSecond = 10_000
        try await run(limits) { live in
            let client = try live.connect()
            client.send(RawRow.chunked("5;a="))
            var answer: RawResponse?
            for _ in 0..<200 where answer == nil {
                client.send("x")
                answer = client.response(milliseconds: 10)
            }
            #expect(answer?.status == 408)
        }
    }

    @Test func `a handler may allow its sender to be slow`() async throws {
        var limits = Limits()
        limits.bodyGraceMilliseconds = 50
        limits.idleMilliseconds = 400
        try await LiveServer.run(
            limits: limits,
            respond: { request in
                request.body.allowSlowSender()
                let bytes = try? await request.body.collect(upTo: 100)
                return bytes.map { Response(.ok, .text, $0) } ?? Response(.requestTimeout)
            }
        ) { live in
            let client = try live.connect()
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
            for byte in ["a", "b", "c"] {
                usleep(150_000)
                client.send(byte)
            }
            #expect(client.response()?.text == "abc")
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
            #expect(client.response(milliseconds: 2_000)?.status == 408)
        }
    }

    @Test func `a peer that reads nothing is cut off`() async throws {
        var limits = Limits()
        limits.writeStallMilliseconds = 150
        let block = Bytes([UInt8](repeating: 65, count: 20_000_000))
        try await LiveServer.run(limits: limits, respond: { _ in Response(.ok, .text, block) }) {
            live in
            let client = try live.connect(receiveBuffer: 4_096)
            client.send(RawRow.get)
            for _ in 0..<300 where live.server.connectionCount == 0 { usleep(10_000) }
            for _ in 0..<300 where live.server.connectionCount > 0 { usleep(10_000) }
            #expect(live.server.connectionCount == 0)
            #expect(client.rest().count < 20_000_000)
        }
    }

    @Test func `a last answer is not waited on for ever`() async throws {
        var limits = Limits()
        limits.lingerMilliseconds = 100
        try await run(limits) { live in
            let client = try live.connect()
            client.send("nonsense\r\n\r\n")
            #expect(client.response()?.status == 400)
            // The peer's end stays open; the server goes all the same.
            for _ in 0..<300 where live.server.connectionCount > 0 {
                client.send("more")
                usleep(5_000)
            }
            #expect(live.server.connectionCount == 0)
        }
    }

    @Test func `an answer is readable though its request was not read to the end`() async throws {
        try await run(Limits()) { live in
            for _ in 0..<20 {
                let client = try live.connect()
                client.send("nonsense\r\n\r\n")
                client.send([UInt8](repeating: 65, count: 300_000))
                #expect(client.response()?.status == 400)
                #expect(client.isEnded())
                #expect(!client.wasReset)
            }
        }
    }
}
