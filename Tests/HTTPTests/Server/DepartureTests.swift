import HTTP
import Octets
import TestSupport
import Testing

@Suite struct DepartureTests {
    /// Counts requests, and keeps the loop busy with one of them for as long as the test wants.
    private final class BusySite: @unchecked Sendable {
        private let lock = Lock()
        // Guarded by `lock`.
        private var (answered, isBusy, mayGoOn) = (0, false, false)

        var count: Int { lock.withLock { answered } }

        func respond(_ request: Request) -> Response {
            lock.withLock {
                guard request.target.path == "/busy" else { return answered += 1 }
                isBusy = true
                lock.broadcast()
                while !mayGoOn { lock.wait() }
            }
            return Response(.ok)
        }

        func waitUntilBusy() { lock.withLock { while !isBusy { lock.wait() } } }

        func goOn() {
            lock.withLock {
                mayGoOn = true
                lock.broadcast()
            }
        }
    }

    @Test func `no answer is made for a peer that has left`() async throws {
        let site = BusySite()
        try await LiveServer.run(respond: { site.respond($0) }) { live in
            let busy = try live.connect()
            do {
                let leaving = try live.connect()
                leaving.send(RawRow.get)
                #expect(leaving.response()?.status == 200)
                busy.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
                site.waitUntilBusy()
                leaving.send(String(repeating: RawRow.get, count: 10))
                leaving.reset()
            }
            site.goOn()
            #expect(busy.response()?.status == 200)
            while live.server.connectionCount > 1 { try await Task.sleep(nanoseconds: 1_000_000) }
            #expect(site.count == 1)
        }
    }
}
