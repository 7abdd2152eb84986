import Glibc
import HTTP
import Octets
import TestSupport
import Testing

@Suite struct `Listening` {
    private static func start(_ addresses: [ListenAddress], loops: Int = 2) throws -> Server {
        try Server.start(
            listeners: addresses, loops: loops, limits: Limits(),
            respond: { Response(.ok, .text, Bytes($0.peer)) }, refuse: LiveServer.refusal)
    }

    private func answers(_ host: String, _ port: UInt16) throws -> String? {
        let client = try RawClient(port: port, host: host)
        client.send(RawRow.get)
        return client.response()?.text
    }

    @Test func `two servers on one port are noticed`() async throws {
        try await blocking {
            let first = try Self.start([ListenAddress(host: "127.0.0.1", port: 0)])
            let taken = first.addresses[0]
            #expect(taken.port != 0)
            let error = #expect(throws: ListenError.self) { try Self.start([taken]) }
            #expect(error?.cause.code == EADDRINUSE)
            #expect(error?.description.contains("\(taken)") == true)
            await first.shutdown(grace: 100)
            // The port is free at once.
            let second = try Self.start([taken])
            await second.shutdown(grace: 100)
        }
    }

    @Test func `localhost is both loopbacks on one port`() async throws {
        try await blocking {
            let server = try Self.start([ListenAddress(host: "localhost", port: 0)])
            let port = server.addresses[0].port
            #expect(Set(server.addresses.map(\.port)) == [port])
            #expect(try answers("127.0.0.1", port)?.hasPrefix("127.0.0.1:") == true)
            if server.addresses.count > 1 {
                #expect(try answers("::1", port)?.hasPrefix("[::1]:") == true)
            }
            await server.shutdown(grace: 100)
        }
    }

    @Test(arguments: ["", "0.0.0.0", "::"])
    func `an unspecified address is IPv4 and IPv6`(_ host: String) async throws {
        try await blocking {
            let server = try Self.start([ListenAddress(host: host, port: 0)])
            let port = server.addresses[0].port
            #expect(try answers("127.0.0.1", port)?.hasPrefix("127.0.0.1:") == true)
            #expect(try answers("::1", port)?.hasPrefix("[::1]:") == true)
            await server.shutdown(grace: 100)
        }
    }

    @Test func `an address that is not here is refused`() {
        #expect(throws: ListenError.self) {
            try Self.start([ListenAddress(host: "192.0.2.1", port: 0)])
        }
    }

    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1", 5_000), ("[::1]:5000", "::1", 5_000), (":80", "", 80),
        ("*:80", "", 80), ("localhost:0", "localhost", 0),
    ])
    func `an address is read`(_ text: String, _ host: String, _ port: UInt16) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(arguments: [
        "", "a", "a:", "a:x", "a:65536", "a:-1", "::1:80", "[::1]", "[]:80", "[::1:80",
    ])
    func `what is no address is refused`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
