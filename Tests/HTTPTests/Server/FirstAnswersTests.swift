import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `First answers` {
    @Test func `a GET is answered and the connection stays`() async throws {
        try await LiveServer.run(respond: { _ in Response(.ok, .text, "hello") }) { live in
            let client = try live.connect()
            for _ in 0..<3 {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try #require(client.response())
                #expect(answer.status == 200)
                #expect(answer.text == "hello")
            }
            #expect(client.isQuiet())
        }
    }

    @Test func `a handler that suspends answers on its connection`() async throws {
        try await LiveServer.run(respond: { request in
            try? await Task.sleep(nanoseconds: 1_000_000)
            let body = (try? await request.body.collect(upTo: 100_000)) ?? "broken"
            await Task.yield()
            return Response(.ok, .text, body)
        }) { live in
            let client = try live.connect()
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
            client.send("llo")
            let answer = try #require(client.response())
            #expect(answer.text == "hello")
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
            client.send("lo\r\n0\r\n\r\n")
            #expect(client.response()?.text == "hello")
        }
    }
}
