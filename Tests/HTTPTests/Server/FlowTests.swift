import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `The flow of requests and answers` {
    private let site = TestSite()

    private func run(
        limits: Limits = Limits(), _ body: (LiveServer) async throws -> Void
    ) async throws {
        let site = site
        try await LiveServer.run(
            limits: limits, respond: { await site.respond($0) }, body)
    }

    @Test(arguments: ["/", "/page", "/none"])
    func `HEAD has GET's status and fields and no body`(_ path: String) async throws {
        try await run { live in
            let client = try live.connect()
            client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let get = try #require(client.response())
            client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n\(RawRow.get)")
            let head = try #require(client.response(toHead: true))
            #expect(head.status == get.status)
            let names = head.fields.map(\.name)
            #expect(names == get.fields.map(\.name))
            if get.status == 200 { #expect(head["Content-Length"] == get["Content-Length"]) }
            #expect(client.response()?.text == "hello")
        }
    }

    @Test func `the body is asked for when the handler first pulls it`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send(RawRow.upload("Content-Length: 5\r\nExpect: 100-continue\r\n", ""))
            #expect(client.response()?.status == 100)
            client.send("hello")
            #expect(client.response()?.status == 201)
            client.send(RawRow.get)
            #expect(client.response()?.status == 200)
        }
    }

    @Test func `a body that is here already is not asked for`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send(
                RawRow.upload("Content-Length: 5\r\nExpect: 100-continue\r\n", "hello")
                    + RawRow.get)
            #expect(client.responses(2).map(\.status) == [201, 200])
        }
    }

    @Test(arguments: [
        ("/json", 413, 1_000_000), ("/protected", 401, 5), ("/none", 404, 5),
    ])
    func `a final refusal needs no 100`(_ path: String, _ status: Int, _ length: Int) async throws {
        try await run { live in
            let client = try live.connect()
            client.send(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n"
                    + "Expect: 100-continue\r\n\r\n")
            let answer = try #require(client.response())
            #expect(answer.status == status)
            // Whether the body will come nobody knows, so nothing can follow.
            #expect(answer.closes)
            #expect(client.isEnded())
        }
    }

    @Test func `OPTIONS without a body has no length`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send(RawRow.line("DELETE /gone HTTP/1.1"))
            let answer = try #require(client.response())
            #expect(answer["Content-Length"] == nil && answer["Transfer-Encoding"] == nil)
        }
    }

    @Test func `an absolute target's host counts`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send("GET http://b:81/host?x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response()?.text == "b:81")
            client.send("GET http://b?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response()?.text == "hello")
            client.send("GET /query?x=%zz&y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.response()?.text == "x=%zz&y")
        }
    }

    @Test func `TRACE echoes nothing`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send("TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n")
            let answer = try #require(client.response())
            #expect(!answer.text.contains("secret"))
            #expect(answer["Allow"] != nil)
        }
    }

    @Test func `1.0 keeps the connection only if told, and says so`() async throws {
        try await run { live in
            let client = try live.connect()
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(client.response()?["Connection"] == "keep-alive")
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(client.response()?.closes == true)
            #expect(client.isEnded())
        }
    }

    @Test func `an unwanted body beyond the limit ends the connection`() async throws {
        var limits = Limits()
        limits.skippedBodyBytes = 10_000
        try await run(limits: limits) { live in
            for (length, closes) in [(10_000, false), (10_001, true)] {
                let client = try live.connect()
                client.send(
                    "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
                let answer = try #require(client.response())
                #expect(answer.closes == closes)
                client.send([UInt8](repeating: 65, count: length))
                if closes {
                    #expect(client.isEnded())
                } else {
                    client.send(RawRow.get)
                    #expect(client.response()?.status == 200)
                }
            }
        }
    }

    @Test func `a large body arrives whole, both ways`() async throws {
        try await run { live in
            let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
            let client = try live.connect()
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            #expect(client.response()?.body == body)
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for start in stride(from: 0, to: body.count, by: 70_001) {
                let piece = body[start..<min(start + 70_001, body.count)]
                client.send("\(String(piece.count, radix: 16))\r\n")
                client.send(Array(piece))
                client.send("\r\n")
            }
            client.send("0\r\n\r\n\(RawRow.get)")
            #expect(client.response()?.body == body)
            #expect(client.response()?.text == "hello")
        }
    }

    @Test func `a peer that sends requests and reads nothing is not read from for ever`()
        async throws
    {
        try await run { live in
            let client = try live.connect(receiveBuffer: 4_096)
            let requests = [UInt8](
                RawRow.repeated("GET /page HTTP/1.1\r\nHost: a\r\n\r\n", 1_000).utf8)
            var sent = 0
            var silent = 0
            while silent < 20, sent < 50_000_000 {
                let count = client.sendWithoutWaiting(requests)
                sent += count
                silent = count == 0 ? silent + 1 : 0
                if count == 0 { usleep(5_000) }
            }
            #expect(sent < 20_000_000)
            // Far fewer are answered than were sent, and the rest follow as soon as somebody reads.
            let started = site.requests
            #expect(started < sent / 35)
            let other = try live.connect()
            other.send(RawRow.get)
            #expect(other.response()?.status == 200)
            #expect(client.responses(started + 50).count == started + 50)
        }
    }

    @Test func `mutated requests get answers below 500 or an end, and the server lives`()
        async throws
    {
        try await run { live in
            var random = SplitMix(seed: 480)
            let corpus = RawRow.all.map(\.bytes).filter { $0.count < 400 }
            for _ in 0..<480 {
                let client = try live.connect()
                client.send(random.mutated(corpus))
                client.finish()
                while let answer = client.response(milliseconds: 3_000) {
                    #expect(answer.status < 500 || answer.status == 501 || answer.status == 505)
                }
                #expect(client.isEnded())
            }
            for _ in 0..<80 {
                let client = try live.connect()
                client.send((0..<random.below(3_000)).map { _ in UInt8(random.below(256)) })
                client.finish()
                while let answer = client.response() { #expect(answer.status < 506) }
            }
            let client = try live.connect()
            client.send(RawRow.get)
            #expect(client.response()?.status == 200)
        }
    }
}
