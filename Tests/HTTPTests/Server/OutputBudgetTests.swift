import HTTP
import Octets
import TestSupport
import Testing

@Suite struct OutputBudgetTests {
    private static let length = 20_000_000

    /// Serves an answer of twenty megabytes to clients that come one behind the other, as soon as the one before
    /// has the first of its bytes.
    private func serve(
        clients count: Int, unsentBytes: Int, loops: Int = 1,
        _ body: ([RawClient]) throws -> Void
    ) async throws {
        var limits = Limits()
        limits.unsentBytes = unsentBytes
        let block = Bytes([UInt8](repeating: 65, count: Self.length))
        try await LiveServer.run(
            loops: loops, limits: limits, respond: { _ in Response(.ok, .text, block) }
        ) { live in
            var clients: [RawClient] = []
            for _ in 0..<count {
                let client = try live.connect(receiveBuffer: 4_096)
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(!client.isQuiet(for: 5_000))
                clients.append(client)
            }
            try body(clients)
        }
    }

    @Test(arguments: [1, 2])
    func `where memory is short, who takes nothing has to go`(loops: Int) async throws {
        try await serve(clients: 5, unsentBytes: 30_000_000, loops: loops) { clients in
            let received = clients.reversed().map { $0.rest().count }
            #expect(received.count { $0 > Self.length } == 1)
            // With several loops it may be the one before: who comes last is who asks for room last.
            if loops == 1 { #expect(received[0] > Self.length) }
        }
    }

    @Test func `while there is room, everybody may take his time`() async throws {
        try await serve(clients: 3, unsentBytes: 3 * Self.length) { clients in
            for client in clients { #expect(client.rest().count > Self.length) }
        }
    }

    @Test func `a single answer may be larger than the room for all`() async throws {
        try await serve(clients: 1, unsentBytes: 1_000) { clients in
            #expect(clients[0].rest().count > Self.length)
        }
    }
}
