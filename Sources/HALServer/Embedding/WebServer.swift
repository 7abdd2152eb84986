import HTTP
import Octets

/// The HTTP/1.1 engine of `halserver`, for programs that bring no server of their own.
///
/// ```swift
/// let server = try WebServer.start(on: "127.0.0.1:8080") { request in
///     await events.respond(to: request) ?? WebResponse(status: 404)
/// }
/// ```
public struct WebServer: Sendable {
    /// Where the server is reached: `http://127.0.0.1:8080/`, the port as the system gave it.
    public let addresses: [String]
    private let server: Server

    /// Begins to serve, on threads of its own, and returns.
    ///
    /// - Parameters:
    ///   - address: host and port, such as `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`; `:8080` for
    ///     every address of the machine; port 0 for any free one.
    ///   - loops: how many threads answer; one for each core is right.
    ///   - respond: answers a request. It runs on one of these threads: what blocks must go elsewhere.
    /// - Throws: ``EmbeddingError/address(_:)``.
    public static func start(
        on address: String, loops: Int = 1,
        respond: @escaping @Sendable (WebRequest) async -> WebResponse
    ) throws(EmbeddingError) -> WebServer {
        guard let listener = ListenAddress(address) else {
            throw .address("\(address) is not an address such as 127.0.0.1:8080")
        }
        do {
            let server = try Server.start(
                listeners: [listener], loops: max(loops, 1), limits: Limits(),
                respond: { await respond(WebRequest($0)).response },
                refuse: { refusal in
                    Dialect.plain.refuse(
                        refusal, Request(method: .get, target: Target(path: "/", query: nil)))
                })
            return WebServer(
                addresses: server.addresses.map { "http://\($0)/" }, server: server)
        } catch {
            throw .address("\(error)")
        }
    }

    /// Lets nobody new in, finishes what is under way, and returns; what takes longer than `grace`
    /// milliseconds is cut.
    public func stop(grace milliseconds: UInt64 = 10_000) async {
        await server.shutdown(grace: milliseconds)
    }
}
