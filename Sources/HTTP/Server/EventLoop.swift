import CLinux
import Glibc
import Octets
import Synchronization

/// One thread, one poller, and the connections that were accepted on it. It is also the executor of the
/// requests' tasks, so that a handler that suspends comes back to the thread that owns its connection.
final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Guarded by `lock`: `remote`, `remoteWork`, `done`, `isAwake`, `isStopped`. Everything else that varies is
    // touched by the loop's own thread alone, from `run()` on.
    let context: ServerContext
    let lock = Lock()
    var remote: [UnownedJob] = []
    var remoteWork: [@Sendable () -> Void] = []
    /// Answers that other threads' work made possible.
    var done: [Later] = []
    /// Whether the loop looks at what is handed over before it sleeps: then nobody need wake it.
    var isAwake = false
    var isStopped = false
    let wakeEvent: Descriptor
    /// How many threads are handing jobs over just now: the loop does not end under their hands.
    let visitors = Atomic<Int>(0)

    let poller: Poller
    let readBuffer = ReadBuffer(capacity: 262_144)
    /// What the connection whose turn it is sends; flushed at the latest when its turn ends.
    var out = ByteWriter(capacity: 65_536)
    /// The parser of requests that come whole.
    var parser = RequestHeadParser()
    /// What connections without a request point to; nothing is ever written there.
    let noExchange = Exchange()
    /// Those of requests that ended, for the next ones.
    private var spareExchanges: [Exchange] = []
    /// The loop's thread, while it runs. Other threads read it.
    private let thread = Atomic<UInt>(0)
    /// Work for other threads that this round's requests led to.
    var begun: [Later] = []
    /// Room for what is taken off the lists above.
    var room = Handover()
    /// Jobs that were made ready on this thread.
    var local: [UnownedJob] = []
    /// Connections that gave way to others and have more to do.
    private var deferred: [Connection] = []
    private var connections: [Connection?] = []
    private var connectionCount = 0
    private var generation: UInt64 = 0
    private var deadlines = Deadlines()
    var listeners: [Listener] = []
    /// When to try again to accept, where descriptors ran out.
    var acceptAgain: UInt64?
    /// What happened on this loop so far.
    var traffic = Traffic()
    /// How many requests' tasks have not ended.
    var taskCount = 0
    private(set) var isDraining = false
    private var drained: [@Sendable () -> Void] = []
    /// When a draining loop's patience ends.
    private var cutAt: UInt64?

    /// This turn's moment on the monotonic clock, in nanoseconds.
    private(set) var now: UInt64 = 0
    /// When the clock was read last: at this turn's beginning, or behind a request in it.
    var clock: UInt64 = 0
    private var dateSecond = -1
    /// The Date field's value of this second.
    private(set) var date = Bytes()

    /// The word that the poller returns for the wake-up event; listeners have the top bit and their index,
    /// connections the generation above the descriptor.
    static let wakeWord = UInt64.max
    static let listenerBit: UInt64 = 1 << 63

    init(_ context: ServerContext) throws(SystemError) {
        self.context = context
        poller = try Poller()
        let raw = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        guard raw >= 0 else { throw SystemError("eventfd", code: halserver_errno()) }
        wakeEvent = Descriptor(adopting: raw)
        try poller.add(wakeEvent.raw, .readable, data: Self.wakeWord)
    }

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Adds a listener. Before ``run()``.
    func add(_ listener: Listener) throws(SystemError) {
        try watch(listener, listeners.count)
        listeners.append(listener)
    }

    /// Serves until it was drained and nothing is left. This is the thread's whole life.
    func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        tick()
        while !(isDraining && connectionCount == 0 && taskCount == 0) {
            let count = poller.wait(milliseconds: sleepingTime())
            tick()
            for index in 0..<count {
                let event = poller.event(at: index)
                dispatch(event.data, event.ready)
            }
            beginWork()
            runRemote()
            runLocal()
            resumeDeferred()
            expire()
            // Of the requests behind those that were answered just now.
            beginWork()
        }
        stop()
    }

    /// Reads the clocks, once a turn.
    private func tick() {
        now = MonotonicInstant.now.nanoseconds
        clock = now
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        guard time.tv_sec != dateSecond else { return }
        dateSecond = time.tv_sec
        date = HTTPDate(seconds: Int64(time.tv_sec)).field.bytes
    }

    /// How long there will be nothing to do on this thread, in milliseconds; -1 for ever.
    func timeout() -> CInt {
        if !local.isEmpty || !deferred.isEmpty { return 0 }
        var moment = deadlines.first ?? .max
        if let acceptAgain { moment = min(moment, acceptAgain) }
        if let cutAt { moment = min(moment, cutAt) }
        guard moment != .max else { return -1 }
        guard moment > now else { return 0 }
        // Rounded up, or the last millisecond before a deadline would be spent spinning.
        return CInt(clamping: (moment - now) / 1_000_000 + 1)
    }

    private func dispatch(_ data: UInt64, _ ready: Poller.Interest) {
        if data == Self.wakeWord {
            takeWakeUp()
        } else if data & Self.listenerBit != 0 {
            let index = Int(truncatingIfNeeded: data & ~Self.listenerBit)
            if index < listeners.count { accept(on: listeners[index]) }
        } else if let connection = connection(data) {
            connection.handle(ready)
        }
    }

    private func resumeDeferred() {
        guard !deferred.isEmpty else { return }
        let resumed = deferred
        deferred.removeAll(keepingCapacity: true)
        for connection in resumed { connection.resume() }
    }

    private func expire() {
        while let entry = deadlines.removeDue(now) {
            guard let connection = connection(entry.connection),
                connection.scheduled == entry.moment
            else { continue }
            connection.scheduled = .max
            if connection.deadline <= now {
                connection.expire()
            } else {
                schedule(connection)
            }
        }
        if let again = acceptAgain, again <= now { resumeAccepting() }
        if let cutAt, cutAt <= now { cut() }
    }
}

// MARK: - Connections

extension EventLoop {
    /// The connection with that word, unless it ended and its descriptor belongs to another one now.
    func connection(_ word: UInt64) -> Connection? {
        let descriptor = Int(word & 0xFFFF_FFFF)
        guard descriptor < connections.count, let connection = connections[descriptor],
            connection.word == word
        else { return nil }
        return connection
    }

    /// Takes in a connected socket.
    func open(_ socket: CInt, _ peer: Peer, _ site: SiteContext, isRefused: Bool) {
        generation = (generation + 1) & 0x7FFF_FFFF
        let word = generation << 32 | UInt64(UInt32(bitPattern: socket))
        let connection = Connection(
            socket, word: word, peer: peer, site: site, loop: self, isRefused: isRefused)
        guard (try? poller.add(socket, .readable, data: word)) != nil else {
            return context.connectionClosed(isRefused: isRefused)
        }
        let index = Int(socket)
        while connections.count <= index { connections.append(nil) }
        connections[index] = connection
        connectionCount += 1
        if isRefused { connection.refuseAtOnce() } else { connection.begin() }
    }

    /// Forgets a connection that has ended.
    func remove(_ connection: Connection, socket: CInt) {
        let index = Int(socket)
        guard index >= 0, index < connections.count, connections[index] === connection else {
            return
        }
        connections[index] = nil
        connectionCount -= 1
        context.connectionClosed(isRefused: connection.isRefused)
        if acceptAgain != nil { acceptAgain = now }
        if isDraining, connectionCount == 0 { reportDrained() }
    }

    /// An exchange for a new request.
    func takeExchange() -> Exchange { spareExchanges.popLast() ?? Exchange() }

    /// Takes back the exchange of a request that ended.
    func giveBack(_ exchange: Exchange) {
        guard spareExchanges.count < 64 else { return }
        exchange.reset()
        spareExchanges.append(exchange)
    }

    /// Gives a connection its next turn after the others had theirs.
    func `defer`(_ connection: Connection) { deferred.append(connection) }

    /// Sees to it that the connection's deadline is noticed.
    func schedule(_ connection: Connection) {
        guard connection.deadline < connection.scheduled else { return }
        connection.scheduled = connection.deadline
        deadlines.add(connection.deadline, connection: connection.word)
        // Far more than the living need: the dead go, at a cost that the entries since the last time share.
        guard deadlines.count > 4 * connectionCount + 4_096 else { return }
        deadlines.removeAll { self.connection($0.connection)?.scheduled != $0.moment }
    }
}

// MARK: - Draining

extension EventLoop {
    /// Accepts what waits at its own sockets and then no more, closes idle connections, lets the others finish what they
    /// began, and after `grace` milliseconds ends whatever is left. `closed` is called when nobody new is let
    /// in and every answer from then on ends its connection, `done` when no connection is left.
    func drain(grace: UInt64, closed: () -> Void, done: @escaping @Sendable () -> Void) {
        isDraining = true
        let cutAt = MonotonicInstant(nanoseconds: now).advanced(milliseconds: grace).nanoseconds
        self.cutAt = min(self.cutAt ?? .max, cutAt)
        drained.append(done)
        acceptAgain = nil
        for listener in listeners {
            // Who waits at a socket that goes on listening waits for the next process.
            if !listener.isInherited { accept(on: listener) }
            poller.remove(listener.socket)
        }
        acceptAgain = nil
        listeners = []
        for connection in connections { connection?.drain() }
        closed()
        if connectionCount == 0 { reportDrained() }
    }

    /// Ends every connection, whatever it does.
    private func cut() {
        cutAt = nil
        for connection in connections { connection?.close(reset: true) }
    }

    private func reportDrained() {
        let all = drained
        drained = []
        for done in all { done() }
    }

    private func stop() {
        let (jobs, work) = lock.withLock {
            isStopped = true
            defer {
                remote = []
                remoteWork = []
                done = []
            }
            return (remote, remoteWork)
        }
        for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        for work in work { work() }
        runLocal()
        while visitors.load(ordering: .acquiring) > 0 { sched_yield() }
        thread.store(0, ordering: .relaxed)
    }
}
