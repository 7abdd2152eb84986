import Octets

// What unfinished requests occupy is bounded for all connections together (`Limits.heldRequestBytes`): a
// connection alone may be within all its limits, and ten thousand of them still be too much.
extension Connection {
    /// Whether more may be read than the handler asked for.
    var mayReadAhead: Bool {
        available < limits.readAheadBytes && !loop.context.heldRequests.isSpent
    }

    /// Counts what is held over to the next turn.
    func noteHeld() {
        let count = held?.count ?? 0
        guard count != heldShare else { return }
        loop.context.heldRequests.add(count - heldShare)
        heldShare = count
    }

    /// Counts bytes of a body that its reader keeps; false if all connections together keep too many.
    func keepBody(_ count: Int) -> Bool {
        guard loop.context.heldRequests.take(count) else { return false }
        exchange.bodyShare += count
        return true
    }

    /// The body's reader is through, or gone.
    func giveBackBody() {
        guard exchange.bodyShare > 0 else { return }
        loop.context.heldRequests.add(-exchange.bodyShare)
        exchange.bodyShare = 0
    }
}
