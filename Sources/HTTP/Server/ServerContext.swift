import Octets
import Synchronization

/// What all loops of a server share: how requests are answered, the limits, and the count of connections.
final class ServerContext: Sendable {
    let limits: Limits
    let respond: @Sendable (Request) async -> Response
    let refuse: @Sendable (Refusal) -> Response
    let log: (@Sendable (RequestRecord) -> Void)?
    let pool = BlockingPool(threads: 4)
    private let connections = Atomic<Int>(0)

    init(
        limits: Limits, respond: @escaping @Sendable (Request) async -> Response,
        refuse: @escaping @Sendable (Refusal) -> Response,
        log: (@Sendable (RequestRecord) -> Void)?
    ) {
        self.limits = limits
        self.respond = respond
        self.refuse = refuse
        self.log = log
    }

    /// How many connections there are on all loops.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Counts a new connection and says how many there are now.
    func connectionOpened() -> Int {
        connections.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Counts a connection's end.
    func connectionClosed() {
        connections.wrappingSubtract(1, ordering: .relaxed)
    }
}
