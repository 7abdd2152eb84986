import CLinux
import Glibc
import Octets

/// A peer's connection: a small state machine that its loop's thread alone touches. While it waits for a
/// request it owns no buffer and no task.
///
/// A *turn* is what the connection does between two looks at the poller: read what came, answer what is
/// complete, send once.
final class Connection: @unchecked Sendable {
    // Guarded by the loop's thread: nothing but the two constants is touched from anywhere else.
    enum Phase {
        /// Waits for a request, or reads its head.
        case head
        /// A request is being answered.
        case running
        /// The answer is out; the rest of the request's body is thrown away.
        case skipping
        /// The last answer waits for the peer.
        case ending
        /// Everything is sent; the peer's last bytes are awaited, so that no reset destroys the answer.
        case lingering
        case closed
    }

    let loop: EventLoop
    /// The poller's word: generation and descriptor. It is never used again.
    let word: UInt64
    /// Whether there were too many connections already, so that this one is only told so.
    let isRefused: Bool
    private let peer: Peer
    private var peerText: String?
    var transport: Transport
    var phase = Phase.head
    private var isInTurn = false
    /// Whether the loop has it on its list of those that gave way and have more to do.
    private var isDeferred = false
    private var interest: Poller.Interest = .readable

    // Input: a window of the loop's buffer during a turn, or bytes held over from earlier turns.
    var window = 0..<0
    var held = ByteWriter(capacity: 0)
    var heldStart = 0
    /// Whether the peer said that it sends no more.
    var inputEnded = false
    var parser: RequestHeadParser?

    var exchange = Exchange()
    /// Tells this request from the ones before and after: what completes late does not match.
    var serial: UInt32 = 0

    var output = OutputQueue()
    /// Whether a part of a file is being fetched from the disk.
    var isAwaitingDisk = false
    /// Up to where the file was just fetched; what the kernel says of it is not asked again.
    var warmedUpTo: UInt64 = 0
    /// When the output got stuck, when the peer last took some of it, and how much it took since.
    var stuckSince: UInt64?
    var lastProgress: UInt64 = 0
    var sentSinceStuck: UInt64 = 0

    /// When the present wait for a request, for the rest of a head, or for the peer's end began.
    private var phaseSince: UInt64
    private var hasPartialHead = false
    /// When patience ends, and the moment at which the loop looks again (in nanoseconds).
    private(set) var deadline = UInt64.max
    var scheduled = UInt64.max

    var limits: Limits { loop.context.limits }

    init(_ socket: CInt, word: UInt64, peer: Peer, loop: EventLoop, isRefused: Bool) {
        self.isRefused = isRefused
        transport = Transport(adopting: socket)
        self.word = word
        self.peer = peer
        self.loop = loop
        phaseSince = loop.now
    }

    /// The peer's address as text, made once.
    var peerDescription: String {
        if let peerText { return peerText }
        let text = peer.description
        peerText = text
        return text
    }

    /// Whether the caller is inside this connection's turn, whose end will send and settle.
    var inTurn: Bool { isInTurn }

    /// The first look, right after accept: data may be there already.
    func begin() {
        if loop.isDraining { drain() } else { turn { read() } }
    }

    /// Says that there are too many connections, and ends.
    func refuseAtOnce() {
        turn { refuse(.unavailable("too many connections", retryAfter: 1)) }
    }

    /// Takes what the poller told.
    func handle(_ ready: Poller.Interest) {
        if !ready.isDisjoint(with: .broken), !ready.contains(.readable) {
            return close(reset: false)
        }
        turn {
            if ready.contains(.readable) { read() }
            if ready.contains(.writable) { writable() }
        }
    }

    /// Goes on after the other connections had their turn.
    func resume() {
        isDeferred = false
        turn {}
    }

    /// Runs `body` as (the beginning of) a turn, and does what became possible by it.
    func turn(_ body: () -> Void) {
        guard phase != .closed, !isInTurn else { return body() }
        isInTurn = true
        body()
        repeat {
            process()
            flush()
        } while phase == .running && exchange.isAnswered && output.isEmpty
        settle()
        isInTurn = false
    }

    /// Ends the connection now. With `reset` the peer cannot take it for a proper end of a body.
    func close(reset: Bool) {
        guard phase != .closed else { return }
        if phase == .running { record() }
        phase = .closed
        serial &+= 1
        let socket = transport.raw
        transport.close(reset: reset)
        loop.remove(self, socket: socket)
        window = 0..<0
        held = ByteWriter(capacity: 0)
        heldStart = 0
        parser = nil
        output.removeAll()
        let ended = exchange
        exchange = Exchange()
        ended.pull?.resume(.failure(.incomplete))
        ended.sinkWaiter?.resume(false)
        ended.task?.cancel()
    }

    /// Finishes what was begun; without a request under way that means the end.
    func drain() {
        guard phase == .head, output.isEmpty else { return }
        // A request may have arrived that the poller has not told of yet.
        read()
        if available > 0 { turn {} } else { close(reset: false) }
    }
}

// MARK: - Turns

extension Connection {
    /// Does what can be done with the input and the answers at hand.
    private func process() {
        var served = 0
        while true {
            switch phase {
            case .head:
                // A peer that sends requests and reads no answers is not read from either.
                guard output.isEmpty else { return }
                guard available > 0 else {
                    if inputEnded || loop.isDraining { phase = .ending }
                    return
                }
                guard served < limits.pipelined else { return giveWay() }
                served += 1
                guard startRequest() else { return }
                if loop.out.count >= limits.writeAheadBytes { flush() }
            case .running:
                deliverBody()
                guard phase == .running, exchange.isAnswered, output.isEmpty else { return }
                conclude()
            case .skipping:
                guard skipBody() else { return }
            case .lingering:
                consume(available)
                if inputEnded { close(reset: false) }
                return
            case .ending, .closed: return
            }
        }
    }

    /// Lets the other connections have their turn. On the list once at most: each entry is a turn.
    private func giveWay() {
        guard !isDeferred else { return }
        isDeferred = true
        loop.defer(self)
    }

    /// The answer is given to the output whole: what now?
    private func conclude() {
        record()
        serial &+= 1
        let persists = exchange.persists
        let remaining = exchange.remaining
        let (received, waited) = (exchange.received, exchange.waited)
        let ended = exchange
        exchange = Exchange()
        // Whoever still waits on behalf of an answered request would wait for ever.
        ended.pull?.resume(.failure(.incomplete))
        ended.sinkWaiter?.resume(false)
        phaseSince = loop.now
        guard persists else {
            phase = .ending
            return
        }
        switch remaining {
        case .nothing:
            phase = .head
        case .broken:
            phase = .ending
        case .length, .chunks:
            phase = .skipping
            exchange.remaining = remaining
            exchange.received = received
            exchange.waited = waited
        }
    }

    /// Ends a turn: keeps what was read and not used, tells the poller what to wait for, sets the deadline.
    private func settle() {
        if phase == .ending, output.isEmpty {
            if inputEnded {
                close(reset: false)
            } else {
                transport.shutdownWrite()
                phase = .lingering
                phaseSince = loop.now
                consume(available)
            }
        }
        guard phase != .closed else { return }
        stash()
        updateInterest()
        updateDeadline()
    }

    /// Tells the poller what to wait for, if that changed.
    func updateInterest() {
        var wanted: Poller.Interest = []
        if !inputEnded {
            switch phase {
            case .head:
                if output.isEmpty, available < limits.headRoomBytes { wanted = .readable }
            case .running:
                if exchange.pull != nil || available < limits.readAheadBytes { wanted = .readable }
            case .skipping, .lingering: wanted = .readable
            case .ending, .closed: break
            }
        }
        if !output.isEmpty, !isAwaitingDisk { wanted.insert(.writable) }
        guard wanted != interest else { return }
        interest = wanted
        loop.poller.change(transport.raw, wanted, data: word)
    }

    /// Lets the wait for the next request begin now.
    func restartIdling() {
        if !hasPartialHead { phaseSince = loop.now }
    }

    /// Notes whether a head is incomplete: from then on it has its own deadline.
    func noteHead(isPartial: Bool) {
        if isPartial, !hasPartialHead { phaseSince = loop.now }
        hasPartialHead = isPartial
    }
}

// MARK: - Deadlines

extension Connection {
    /// Sets the deadline that the present state has.
    func updateDeadline() {
        var moment = UInt64.max
        switch phase {
        case .head where output.isEmpty:
            moment = after(
                phaseSince, hasPartialHead ? limits.headerMilliseconds : limits.idleMilliseconds)
        case .running:
            if exchange.pull != nil { moment = bodyDeadline }
        case .skipping: moment = bodyDeadline
        case .lingering: moment = after(phaseSince, limits.lingerMilliseconds)
        case .head, .ending, .closed: break
        }
        deadline = min(moment, writeDeadline)
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
        guard let stuckSince, !isAwaitingDisk else { return .max }
        let still = after(lastProgress, limits.writeStallMilliseconds)
        let earned = sentSinceStuck.multipliedReportingOverflow(by: 1_000)
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
        case .head where hasPartialHead: turn { refuse(.timedOut) }
        case .running: turn { failBody(.timedOut) }
        case .head, .skipping, .lingering: close(reset: false)
        case .ending, .closed: break
        }
    }
}
