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
    /// Who answers.
    let site: SiteContext
    /// The poller's word: generation and descriptor. It is never used again.
    let word: UInt64
    private let peer: Peer
    private var peerText: String?
    var transport: Transport
    /// Tells this request from the ones before and after: what completes late does not match.
    var serial: UInt32 = 0
    private var interest: Poller.Interest = .readable
    var phase = Phase.head
    /// Whether there were too many connections already, so that this one is only told so.
    let isRefused: Bool
    private var isInTurn = false
    /// Whether the loop has it on its list of those that gave way and have more to do.
    private var isDeferred = false
    /// Whether the peer said that it sends no more.
    var inputEnded = false

    /// Input: a window of the loop's buffer during a turn …
    var window = 0..<0
    /// … or bytes held over from earlier turns.
    var held: HeldInput?
    /// What of the budget of unfinished requests this connection has for that.
    var heldShare = 0
    /// The head of which more must come. From then on it has its own deadline.
    var partialHead: PartialHead?
    /// The request under way; without one, what the loop keeps for that.
    private(set) var exchange: Exchange
    /// What the peer has not taken yet.
    var backlog: Backlog?

    /// When the present wait for a request, for the rest of a head, or for the peer's end began.
    var phaseSince: UInt64
    /// When patience ends, and the moment at which the loop looks again (in nanoseconds).
    var deadline = UInt64.max
    var scheduled = UInt64.max

    var limits: Limits { site.limits }

    init(
        _ socket: CInt, word: UInt64, peer: Peer, site: SiteContext, loop: EventLoop,
        isRefused: Bool
    ) {
        self.site = site
        self.isRefused = isRefused
        transport = Transport(adopting: socket)
        self.word = word
        self.peer = peer
        self.loop = loop
        exchange = loop.noExchange
        phaseSince = loop.now
    }

    /// The peer's address as text, made once.
    var peerDescription: String {
        if let peerText { return peerText }
        let text = peer.description
        peerText = text
        return text
    }

    /// The request with this head.
    func request(_ head: RequestHead, _ method: Method, _ body: RequestBody) -> Request {
        Request(head, method, body, from: peer)
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

    /// Takes what the poller told. Where the peer has left, nothing is read or answered: there is nobody who
    /// could want it.
    func handle(_ ready: Poller.Interest) {
        guard ready.isDisjoint(with: .broken) else { return close(reset: false) }
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
        } while phase == .running && exchange.isAnswered && backlog == nil
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
        held = nil
        noteHeld()
        partialHead = nil
        dropBacklog()
        let (pull, sinkWaiter, task) = (exchange.pull, exchange.sinkWaiter, exchange.task)
        endExchange()
        pull?.resume(.failure(.incomplete))
        sinkWaiter?.resume(false)
        task?.cancel()
    }

    /// Takes an exchange for a request that begins.
    func beginExchange() {
        endExchange()
        exchange = loop.takeExchange()
        phase = .running
        serial &+= 1
    }

    /// Gives the exchange of a request back that is over.
    func endExchange() {
        guard exchange !== loop.noExchange else { return }
        giveBackBody()
        let ended = exchange
        exchange = loop.noExchange
        loop.giveBack(ended)
    }

    /// Finishes what was begun; without a request under way that means the end.
    func drain() {
        guard phase == .head, backlog == nil else { return }
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
                guard backlog == nil else { return }
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
                guard phase == .running, exchange.isAnswered, backlog == nil else { return }
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
    func giveWay() {
        guard !isDeferred else { return }
        isDeferred = true
        loop.defer(self)
    }

    /// The answer is given to the output whole: what now?
    private func conclude() {
        record()
        serial &+= 1
        phaseSince = loop.now
        // Whoever still waits on behalf of an answered request would wait for ever.
        let (pull, sinkWaiter) = (exchange.pull, exchange.sinkWaiter)
        switch exchange.remaining {
        case _ where !exchange.persists, .broken: phase = .ending
        case .nothing: phase = .head
        case .length, .chunks: phase = .skipping
        }
        if phase == .skipping {
            giveBackBody()
            exchange.keepUnreadBody()
        } else {
            endExchange()
        }
        pull?.resume(.failure(.incomplete))
        sinkWaiter?.resume(false)
    }

    /// Ends a turn: keeps what was read and not used, tells the poller what to wait for, sets the deadline.
    private func settle() {
        if phase == .ending, backlog == nil {
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
        noteBacklog()
        noteHeld()
        updateInterest()
        updateDeadline()
    }

    /// Tells the poller what to wait for, if that changed.
    func updateInterest() {
        var wanted: Poller.Interest = []
        if !inputEnded {
            switch phase {
            case .head:
                if backlog == nil, available < limits.headRoomBytes { wanted = .readable }
            case .running:
                if exchange.pull != nil || mayReadAhead { wanted = .readable }
            case .skipping, .lingering: wanted = .readable
            case .ending, .closed: break
            }
        }
        if let backlog, !backlog.isAwaitingDisk { wanted.insert(.writable) }
        guard wanted != interest else { return }
        interest = wanted
        loop.poller.change(transport.raw, wanted, data: word)
    }

    /// Lets the wait for the next request begin now.
    func restartIdling() {
        if partialHead == nil { phaseSince = loop.now }
    }

    /// Keeps a head of which more must come: from then on it has its own deadline.
    func keep(_ head: PartialHead) {
        partialHead = head
        phaseSince = loop.now
    }
}
