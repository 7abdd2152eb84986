import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Log records` {
    private final class Records: @unchecked Sendable {
        // Guarded by `lock`.
        private let lock = Lock()
        private var list: [RequestRecord] = []
        var all: [RequestRecord] { lock.withLock { list } }
        func add(_ record: RequestRecord) { lock.withLock { list.append(record) } }
    }

    @Test func `every request leaves one, refused ones too`() async throws {
        let records = Records()
        try await LiveServer.run(
            log: { records.add($0) },
            respond: { _ in
                var response = Response(.ok, .text, "hello")
                response.route = RouteLabel("/x/{y}", number: 7)
                return response
            }
        ) { live in
            let client = try live.connect()
            client.send(
                "GET /x/1?a HTTP/1.1\r\nHost: a\r\nUser-Agent: test/1\r\nReferer: /b\r\n\r\n")
            #expect(client.response()?.status == 200)
            client.send("nonsense\r\n")
            #expect(client.response()?.status == 400)
        }
        let all = records.all
        try #require(all.count == 2)
        #expect(all[0].method == "GET" && all[0].target == "/x/1?a")
        #expect(all[0].status == .ok && all[0].bytesSent == 5 && all[0].route == "/x/{y}")
        #expect(all[0].userAgent == "test/1" && all[0].referer == "/b")
        #expect(all[0].peer.hasPrefix("127.0.0.1:"))
        #expect(all[1].status == .badRequest && all[1].method.isEmpty)
    }

    @Test func `a peer that goes before its answer leaves one without status`() async throws {
        let records = Records()
        let gate = Gate()
        try await LiveServer.run(
            log: { records.add($0) },
            respond: { _ in
                await gate.wait()
                return Response(.ok)
            }
        ) { live in
            do {
                let client = try live.connect()
                client.send(RawRow.get)
                while gate.count == 0 { try await Task.sleep(nanoseconds: 1_000_000) }
                client.reset()
            }
            while records.all.isEmpty { try await Task.sleep(nanoseconds: 1_000_000) }
            gate.open()
        }
        #expect(records.all.map(\.status) == [nil])
    }
}
