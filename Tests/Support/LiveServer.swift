package import HTTP
import Octets

/// A server on a loopback port that the kernel chose, for the length of one test.
package struct LiveServer: Sendable {
    package let server: Server
    /// The port that it listens on.
    package var port: UInt16 { server.addresses[0].port }

    /// Starts a server; refusals are one line of text.
    package init(
        loops: Int = 1, limits: Limits = Limits(), host: String = "127.0.0.1",
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil,
        respond: @escaping @Sendable (Request) async -> Response
    ) throws {
        server = try Server.start(
            listeners: [ListenAddress(host: host, port: 0)], loops: loops, limits: limits,
            respond: respond, refuse: Self.refusal, log: log, meter: meter)
    }

    /// Starts a server whose answers need no task; refusals are one line of text.
    package init(
        loops: Int = 1, answer: @escaping @Sendable (consuming Request) -> ResponsePromise
    ) throws {
        server = try Server.start(
            listeners: [ListenAddress(host: "127.0.0.1", port: 0)], loops: loops,
            limits: Limits(), answer: answer, refuse: Self.refusal)
    }

    /// Runs `body` against a server, and ends the server behind it.
    package static func run(
        loops: Int = 1, limits: Limits = Limits(), host: String = "127.0.0.1",
        log: (@Sendable (RequestRecord) -> Void)? = nil, meter: Meter? = nil,
        respond: @escaping @Sendable (Request) async -> Response,
        _ body: (LiveServer) async throws -> Void
    ) async throws {
        let live = try LiveServer(
            loops: loops, limits: limits, host: host, log: log, meter: meter, respond: respond)
        do {
            // A raw client blocks.
            try await blocking { try await body(live) }
        } catch {
            await live.server.shutdown(grace: 100)
            throw error
        }
        await live.server.shutdown(grace: 1_000)
    }

    /// A new connection to the server.
    package func connect(
        receiveBuffer: CInt? = nil, sendBuffer: CInt? = nil
    ) throws -> RawClient {
        try RawClient(port: port, receiveBuffer: receiveBuffer, sendBuffer: sendBuffer)
    }

    /// What a refusal looks like in tests.
    package static let refusal: @Sendable (Refusal) -> Response = { refusal in
        Response(refusal.status, .text, Bytes("\(refusal)\n"))
    }
}
