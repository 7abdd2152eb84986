import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `A peer that sends more requests than its turn has room for` {
    private static let request = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let requests = [UInt8](RawRow.repeated(request, 2_000).utf8)

    /// A server that takes a millisecond for each request and counts those of the one who sends many.
    private func run(_ body: (LiveServer, Counter) async throws -> Void) async throws {
        let answered = Counter()
        var limits = Limits()
        limits.pipelined = 1
        try await LiveServer.run(
            limits: limits,
            respond: { request in
                usleep(1_000)
                if request.target.path == "/many" { answered.add(1) }
                return Response(.ok, .text, "a")
            }, { try await body($0, answered) })
    }

    @Test func `gets no more turns than another`() async throws {
        try await run { live, answered in
            let many = try live.connect(sendBuffer: 65_536)
            let one = try live.connect()
            var between: [Int] = []
            for _ in 0..<100 {
                _ = many.sendWithoutWaiting(Self.requests)
                let before = answered.value
                one.send(RawRow.get)
                #expect(one.response()?.status == 200)
                between.append(answered.value - before)
                _ = many.rest(milliseconds: 0)
            }
            #expect(between.sorted()[50] < 10)
        }
    }

    @Test func `is read from no faster than it is answered`() async throws {
        try await run { live, answered in
            let many = try live.connect(sendBuffer: 65_536)
            var sent = 0
            let end = MonotonicInstant.now.advanced(milliseconds: 1_500)
            while MonotonicInstant.now < end {
                let count = many.sendWithoutWaiting(Self.requests)
                sent += count
                _ = many.rest(milliseconds: count == 0 ? 1 : 0)
            }
            // What the kernel holds on both sides, and what the server reads ahead.
            #expect(sent - answered.value * Self.request.utf8.count < 1_000_000)
        }
    }
}
