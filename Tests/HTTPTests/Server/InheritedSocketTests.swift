import Glibc
import Octets
import TestSupport
import Testing

@testable import HTTP

@Suite struct InheritedSocketTests {
    /// A socket of the loopback that listens, as a supervisor opens one; and its port.
    private static func listening() throws -> (raw: CInt, port: UInt16) {
        let raw = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try SocketAddress("127.0.0.1", port: 0).bind(raw)
        try #require(listen(raw, 16) == 0)
        return (raw, try SocketAddress.bound(raw).port)
    }

    private static func start(_ socket: InheritedSocket, loops: Int) throws -> Server {
        let site = Site(
            listeners: [], sockets: [socket],
            answer: { (_: consuming Request) in .ready(Response(.ok, .text, "here")) },
            refuse: LiveServer.refusal)
        return try Server.start(sites: [site], loops: loops, limits: Limits())
    }

    @Test(arguments: [1, 3])
    func `connections of a socket that was handed over are answered`(loops: Int) async throws {
        let (raw, port) = try Self.listening()
        let socket = try InheritedSocket(adopting: raw, named: "x")
        #expect(socket.name == "x")
        let server = try Self.start(socket, loops: loops)
        #expect(server.addresses == [ListenAddress(host: "127.0.0.1", port: port)])
        try await blocking {
            let clients = try (0..<40).map { _ in try RawClient(port: port) }
            for client in clients { client.send(RawRow.get) }
            for client in clients { #expect(client.response()?.text == "here") }
        }
        await server.shutdown(grace: 100)
    }

    @Test func `who comes when the server has ended waits for the next one`() async throws {
        let (raw, port) = try Self.listening()
        let socket = try InheritedSocket(adopting: raw)
        let first = try Self.start(socket, loops: 2)
        await first.shutdown(grace: 100)
        try await blocking {
            let client = try RawClient(port: port)
            client.send(RawRow.get)
            #expect(client.isQuiet())
            let second = try Self.start(socket, loops: 2)
            #expect(client.response()?.text == "here")
            await second.shutdown(grace: 100)
        }
    }

    @Test func `what is no TCP socket that listens is refused`() throws {
        var ends: [CInt] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        #expect(throws: SystemError.self) { try InheritedSocket(adopting: ends[0]) }
        // It was closed.
        #expect(fcntl(ends[0], F_GETFD) < 0)
        close(ends[1])
        let quiet = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let error = #expect(throws: SystemError.self) { try InheritedSocket(adopting: quiet) }
        #expect(error?.description.hasPrefix("no socket that listens") == true)
        let datagrams = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        #expect(throws: SystemError.self) { try InheritedSocket(adopting: datagrams) }
        #expect(throws: SystemError.self) { try InheritedSocket(adopting: 1 << 20) }
    }

    @Test func `a local socket is refused`() throws {
        let raw = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The family alone: the kernel finds a name that is free.
        let bound = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(raw, pointer, socklen_t(MemoryLayout<sa_family_t>.size))
            }
        }
        try #require(bound == 0)
        try #require(listen(raw, 1) == 0)
        #expect(throws: SystemError.self) { try InheritedSocket(adopting: raw) }
    }
}
