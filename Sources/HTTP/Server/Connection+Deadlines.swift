import Octets

extension Connection {
    /// Sets the deadline that the present state has.
    func updateDeadline() {
        var moment = UInt64.max
        switch phase {
        case .head where backlog == nil:
            moment = after(
                phaseSince, partialHead != nil ? limits.headerMilliseconds : limits.idleMilliseconds
            )
        case .running:
            if exchange.pull != nil { moment = bodyDeadline }
        case .skipping: moment = bodyDeadline
        case .lingering: moment = after(phaseSince, limits.lingerMilliseconds)
        case .head, .ending, .closed: break
        }
        deadline = backlog == nil ? moment : min(moment, writeDeadline)
        loop.schedule(self)
    }

    /// Until when the body's next bytes must come: some grace, and what its pace so far earned.
    private var bodyDeadline: UInt64 {
        guard let since = exchange.waitingSince else { return .max }
        if exchange.allowsSlowSender { return after(since, limits.idleMilliseconds) }
        let earned = exchange.received.multipliedReportingOverflow(by: 1_000)
        let milliseconds =
            earned.overflow
            ? limits.idleMilliseconds : earned.partialValue / max(limits.bodyBytesPerSecond, 1)
        let allowance = after(after(since, limits.bodyGraceMilliseconds), milliseconds)
        // However fast it was before, a body that stands still is ended like an idle connection.
        let paced = allowance > exchange.waited ? allowance - exchange.waited : 0
        return min(paced, after(since, limits.idleMilliseconds))
    }

    /// Until when the peer must take something of what waits for it.
    private var writeDeadline: UInt64 {
        guard let backlog, let stuckSince = backlog.stuckSince, !backlog.isAwaitingDisk else {
            return .max
        }
        // Downloads of files may be as slow as their readers like: no pace, and the patience of an idle connection.
        if backlog.waitsWithFile {
            let patience = max(limits.idleMilliseconds, limits.writeStallMilliseconds)
            return after(backlog.lastProgress, patience)
        }
        let still = after(backlog.lastProgress, limits.writeStallMilliseconds)
        let earned = backlog.sentSinceStuck.multipliedReportingOverflow(by: 1_000)
        if earned.overflow { return still }
        let paced = after(
            after(stuckSince, limits.writeStallMilliseconds),
            earned.partialValue / max(limits.writeBytesPerSecond, 1))
        return min(still, paced)
    }

    private func after(_ moment: UInt64, _ milliseconds: UInt64) -> UInt64 {
        MonotonicInstant(nanoseconds: moment).advanced(milliseconds: milliseconds).nanoseconds
    }

    /// The deadline has passed.
    func expire() {
        if writeDeadline <= loop.now { return close(reset: true) }
        switch phase {
        case .head where partialHead != nil: turn { refuse(.timedOut) }
        case .running: turn { failBody(.timedOut) }
        case .head, .skipping, .lingering: close(reset: false)
        case .ending, .closed: break
        }
    }
}
