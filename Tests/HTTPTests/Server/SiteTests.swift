import Glibc
import Octets
import TestSupport
import Testing

@testable import HTTP

@Suite struct SiteTests {
    private static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    /// A site on a free port that answers everything with a word.
    private static func site(_ word: String, takesBareUploads: Bool = false) -> Site {
        Site(
            listeners: [loopback], takesBareUploads: takesBareUploads,
            answer: { (_: consuming Request) in .ready(Response(.ok, .text, Bytes(word))) },
            refuse: { Response($0.status, .text, Bytes("\(word) refuses")) })
    }

    private func answer(_ port: UInt16, _ request: String = RawRow.get) throws -> RawResponse {
        let client = try RawClient(port: port)
        client.send(request)
        return try #require(client.response())
    }

    @Test func `each site answers and refuses on its own ports`() async throws {
        let server = try Server.start(
            sites: [Self.site("one"), Self.site("two")], loops: 2, limits: Limits())
        #expect(server.siteAddresses.map(\.count) == [1, 1])
        #expect(server.addresses == server.siteAddresses.flatMap { $0 })
        try await blocking {
            for (word, addresses) in zip(["one", "two"], server.siteAddresses) {
                for _ in 0..<8 { #expect(try answer(addresses[0].port).text == word) }
                let refused = try answer(addresses[0].port, "G@T / HTTP/1.1\r\n\r\n")
                #expect(refused.status == 400)
                #expect(refused.text == "\(word) refuses")
                let unknown = try answer(addresses[0].port, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(unknown.status == 501)
                #expect(unknown.text == "\(word) refuses")
            }
        }
        await server.shutdown(grace: 100)
    }

    @Test func `the odd upload is taken where it is asked for alone`() async throws {
        let sites = [Self.site("one"), Self.site("two", takesBareUploads: true)]
        let server = try Server.start(sites: sites, loops: 1, limits: Limits())
        let boundary = "--7b1c8f0e-51a4-4f0a-8f44-0d5e3f6a7b8c--"
        func upload(_ path: String) -> String {
            "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: multipart/form-data; boundary=\(boundary)\r\n"
                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n\(boundary)hello"
        }
        try await blocking {
            let ports = server.addresses.map(\.port)
            let elsewhere = try answer(ports[0], upload("/"))
            #expect(elsewhere.status == 400)
            let taken = try answer(ports[1], upload("/"))
            #expect(taken.text == "two")
            let deeper = try answer(ports[1], upload("/files"))
            #expect(deeper.status == 400)
        }
        await server.shutdown(grace: 100)
    }

    @Test func `the limit of connections is that of all sites together`() async throws {
        var limits = Limits()
        limits.connections = 2
        let server = try Server.start(
            sites: [Self.site("one"), Self.site("two")], loops: 1, limits: limits)
        try await blocking {
            let ports = server.addresses.map(\.port)
            let kept = try ports.map { port in
                let client = try RawClient(port: port)
                client.send(RawRow.get)
                #expect(client.response()?.status == 200)
                return client
            }
            // In the words of the site at which it comes.
            let refused = try #require(try RawClient(port: ports[1]).response())
            #expect(refused.status == 503)
            #expect(refused.text == "two refuses")
            withExtendedLifetime(kept) {}
        }
        await server.shutdown(grace: 100)
    }

    @Test func `an address that two sites want is refused`() async throws {
        let free = try Server.start(sites: [Self.site("one")], loops: 1, limits: Limits())
        let address = free.addresses[0]
        await free.shutdown(grace: 100)
        var sites = [Self.site("one"), Self.site("two")]
        for index in sites.indices { sites[index].listeners = [address] }
        let error = #expect(throws: ListenError.self) {
            try Server.start(sites: sites, loops: 2, limits: Limits())
        }
        #expect(error?.cause.code == EADDRINUSE)
    }

    @Test(arguments: [(5, 5), (1, 1), (0, 1), (-3, 1)])
    func `as many may wait as the site says`(asked: Int, wanted: UInt32) throws {
        let site = SiteContext(Self.site("one"), Limits())
        let lists = try Listener.open(Self.loopback, for: site, backlog: asked, loops: 2)
        for list in lists {
            for listener in list {
                // Of a socket that listens, linux/tcp.h has the most that may wait behind the eight bytes and
                // five words in front of tcpi_sacked.
                var information = [UInt8](repeating: 0, count: 104)
                var length = socklen_t(information.count)
                let code = unsafe getsockopt(
                    listener.socket, CInt(IPPROTO_TCP), TCP_INFO, &information, &length)
                #expect(code == 0)
                let waiting = (28..<32).reversed().reduce(UInt32(0)) {
                    $0 << 8 | UInt32(information[$1])
                }
                #expect(waiting == wanted)
            }
        }
    }

    @Test func `a pulse is felt when every loop has had its turn`() async throws {
        let server = try Server.start(sites: [Self.site("one")], loops: 3, limits: Limits())
        await Waiter<Void>.wait { waiter in server.pulse { waiter.resume(()) } }
        await server.shutdown(grace: 100)
    }
}
