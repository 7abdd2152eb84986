import Octets
import Synchronization

/// What all loops of a server share: the limits, the budgets, and the count of connections.
final class ServerContext: Sendable {
    let limits: Limits
    let log: (@Sendable (RequestRecord) -> Void)?
    /// Whether the loops count requests and take their time.
    let isMetered: Bool
    let pool = BlockingPool(threads: 4)
    /// What all loops hold for peers that do not take it.
    let budget: OutputBudget
    /// What unfinished requests may occupy.
    let heldRequests: ByteBudget
    private let connections = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    init(
        limits: Limits, log: (@Sendable (RequestRecord) -> Void)?, isMetered: Bool
    ) {
        self.limits = limits
        budget = OutputBudget(limit: limits.unsentBytes)
        self.log = log
        self.isMetered = isMetered
        heldRequests = ByteBudget(limits.heldRequestBytes)
    }

    /// How many connections there are on all loops, those not counted that are only told to go.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Counts a new connection; false if there are too many already.
    func admit() -> Bool {
        let count = connections.wrappingAdd(1, ordering: .relaxed).newValue
        if count <= limits.connections { return true }
        connections.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    /// Counts a connection that is only told to go; false if that is too many even for that.
    func admitRefused() -> Bool {
        let count = refused.wrappingAdd(1, ordering: .relaxed).newValue
        if count <= limits.reservedDescriptors / 4 { return true }
        refused.wrappingSubtract(1, ordering: .relaxed)
        return false
    }

    /// Counts a connection's end.
    func connectionClosed(isRefused: Bool) {
        if isRefused {
            refused.wrappingSubtract(1, ordering: .relaxed)
        } else {
            connections.wrappingSubtract(1, ordering: .relaxed)
        }
    }
}
