import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `The limits of requests` {
    private let site = TestSite()

    private func status(_ limits: Limits, _ text: String) async throws -> Int? {
        let site = site
        var status: Int?
        try await LiveServer.run(limits: limits, respond: { await site.respond($0) }) { live in
            let client = try live.connect()
            client.send(text)
            status = client.response()?.status
        }
        return status
    }

    @Test func `the request line, at its limit and one over`() async throws {
        var limits = Limits()
        limits.requestLineBytes = 100
        let line = { (length: Int) in
            RawRow.line("GET /\(RawRow.repeated("a", length - 14)) HTTP/1.1")
        }
        #expect(try await status(limits, line(100)) == 404)
        #expect(try await status(limits, line(101)) == 414)
    }

    @Test func `the header section, at its limit and one over`() async throws {
        var limits = Limits()
        limits.headerSectionBytes = 200
        let head = { (length: Int) in
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(RawRow.repeated("a", length - 9 - 5))\r\n\r\n"
        }
        #expect(try await status(limits, head(200)) == 200)
        #expect(try await status(limits, head(203)) == 431)
    }

    @Test func `the fields, at their limit and one over`() async throws {
        var limits = Limits()
        limits.headerFields = 5
        let head = { RawRow.field(RawRow.repeated("X: y\r\n", $0 - 3) + "X: y") }
        #expect(try await status(limits, head(5)) == 200)
        #expect(try await status(limits, head(6)) == 431)
    }

    @Test func `chunk extensions, at their limits and one over`() async throws {
        var limits = Limits()
        limits.chunkExtensionBytes = 20
        limits.chunkExtensionBytesInAll = 40
        let chunk = { "1;\(RawRow.repeated("a", $0 - 2))\r\nx\r\n" }
        #expect(try await status(limits, RawRow.chunked(chunk(20) + "0\r\n\r\n")) == 201)
        #expect(try await status(limits, RawRow.chunked(chunk(21) + "0\r\n\r\n")) == 400)
        #expect(
            try await status(limits, RawRow.chunked(chunk(20) + chunk(20) + "0\r\n\r\n")) == 201)
        let three = chunk(20) + chunk(20) + chunk(3)
        #expect(try await status(limits, RawRow.chunked(three + "0\r\n\r\n")) == 413)
    }

    @Test func `trailers, at their limits and one over`() async throws {
        var limits = Limits()
        limits.trailerFields = 2
        limits.trailerBytes = 30
        let body = { (trailers: String) in RawRow.chunked("1\r\nx\r\n0\r\n\(trailers)\r\n") }
        #expect(try await status(limits, body("X: y\r\nX: y\r\n")) == 201)
        #expect(try await status(limits, body("X: y\r\nX: y\r\nX: y\r\n")) == 431)
        #expect(try await status(limits, body("X: \(RawRow.repeated("a", 23))\r\n")) == 201)
        #expect(try await status(limits, body("X: \(RawRow.repeated("a", 26))\r\n")) == 431)
    }

    @Test func `bodies of all connections together, at their limit and one over`() async throws {
        var limits = Limits()
        limits.heldRequestBytes = 1_000
        let site = site
        let head = { (length: Int) in
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
        }
        try await LiveServer.run(limits: limits, respond: { await site.respond($0) }) { live in
            let first = try live.connect()
            first.send(head(600) + RawRow.repeated("a", 599))
            let second = try live.connect()
            second.send(head(401))
            #expect(second.isQuiet())
            second.send(RawRow.repeated("b", 401))
            #expect(second.response()?.status == 200)
            second.send(head(402))
            #expect(second.isQuiet())
            second.send(RawRow.repeated("b", 402))
            let refused = try #require(second.response())
            #expect(refused.status == 503 && refused.closes)
            first.send("a")
            #expect(first.response()?.status == 200)
            let third = try live.connect()
            third.send(head(1_000) + RawRow.repeated("c", 999))
            #expect(third.isQuiet())
            third.send("c")
            #expect(third.response()?.status == 200)
        }
    }

    @Test func `one connection too many is told so, and there is room again later`() async throws {
        var limits = Limits()
        limits.connections = 3
        let site = site
        try await LiveServer.run(limits: limits, respond: { await site.respond($0) }) { live in
            var clients = try (0..<3).map { _ in try live.connect() }
            for client in clients {
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            }
            let extra = try live.connect()
            extra.send(RawRow.get)
            let answer = try #require(extra.response())
            #expect(answer.status == 503 && answer.closes)
            #expect(extra.isEnded())
            clients.removeLast()
            for _ in 0..<200 where live.server.connectionCount > 2 { usleep(5_000) }
            let next = try live.connect()
            next.send(RawRow.get)
            #expect(next.response()?.status == 200)
        }
    }

    @Test func `1 000 idle connections do no harm`() async throws {
        let site = site
        try await LiveServer.run(loops: 2, respond: { await site.respond($0) }) { live in
            let idle = try (0..<1_000).map { _ in try live.connect() }
            for client in idle.prefix(500) {
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            }
            let client = try live.connect()
            for _ in 0..<50 {
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            }
            for client in idle.suffix(500) {
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
            }
        }
    }
}
