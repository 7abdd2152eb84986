import Glibc
import Octets
import Synchronization

/// The one thread that writes. It takes everything that waits, decides each request by the rules against the
/// index and the requests before it in the same batch, writes all frames at once, syncs once, publishes, and
/// answers. A conflict or a repeat is answered no earlier than the commit that it observed.
final class LogWriter: Sleeper, @unchecked Sendable {
    /// Guards the queue and what is said of the writer's health.
    let queueLock = Lock()
    private var queue: ContiguousArray<WriteRequest> = []
    private var queuedBytes = 0
    private var inFlight = 0
    private var isWaiting = false
    private var isClosing = false
    private var isFinished = false
    private var obstacle: StoreError?
    private var thread: SystemThread?

    let state: LogState
    let directory: LogDirectory
    let options: LogOptions
    let waiters: Waiters
    let filler: ZeroFiller
    let sweeper: PayloadSweeper
    let hasher: IDHasher
    /// Serialises changes of the manifest by the writer and by the scavenger.
    let manifestLock = Lock()
    /// Called when a segment was sealed or messages were deleted.
    let noticeChange: @Sendable () -> Void

    // Below: the writer thread's own, set before it starts.
    var tail: RecoveredLog.Tail
    var file: LogFile
    /// The most bytes that fit into the active segment.
    var capacity: Int
    var batch = Batch()
    /// When the newest message was created, the batch included, in ticks.
    var createdFloor: Int64
    /// Whether a segment that could not be taken into use was removed: its space is free again.
    var hasMadeRoom = false
    private var lastTick = MonotonicInstant.now
    private var lastPurge = MonotonicInstant.now

    init(
        state: LogState, directory: LogDirectory, options: LogOptions, waiters: Waiters,
        sweeper: PayloadSweeper, tail: RecoveredLog.Tail,
        noticeChange: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        self.state = state
        self.directory = directory
        self.options = options
        self.waiters = waiters
        self.sweeper = sweeper
        self.tail = tail
        self.noticeChange = noticeChange
        file = try directory.file(tail.header.name.log, writable: true)
        hasher = state.index.ids.hasher
        createdFloor = state.index.createdFloor
        capacity = max(options.segmentBytes, tail.offset)
        filler = ZeroFiller(directory, options)
        batch.reset(position: state.index.entries.end, stream: state.index.nextStream)
        state.index.beginNotingGone()
        state.counters.activeBytes.store(UInt64(clamping: tail.offset), ordering: .relaxed)
    }

    /// Starts the thread, once everything that recovery found is durable: a process that was killed may have
    /// left frames, names and a manifest in the kernel's memory only. Readers see them and repeats are
    /// answered by them from now on, so a power cut must not take them away again.
    func start() throws(SystemError) {
        try file.sync()
        try directory.sync()
        try filler.start()
        try beginFilling()
        thread = try SystemThread(name: "log-writer") { [self] in run() }
    }

    /// Has a request done; an error if it is not taken.
    func submit(_ request: WriteRequest) -> StoreError? {
        let (error, mustWake) = enqueue(request)
        if mustWake { wake() }
        return error
    }

    /// Begins an append that costs no task. Returns the writer if it must be woken.
    @Sendable func begin(_ call: AppendCall) -> (any Sleeper)? {
        let (error, mustWake) = enqueue(.call(call))
        guard let error else { return mustWake ? self : nil }
        call.result = .failure(error)
        if let kept = call.kept { sweeper.remove(kept.names) }
        return call.finish()
    }

    /// Has the thread look at the queue. Outside of the lock, for which it would wait at once.
    func wake() { queueLock.signal() }

    /// Puts a request into the queue: an error if it is not taken, and whether the thread must be woken.
    private func enqueue(_ request: WriteRequest) -> (StoreError?, Bool) {
        let size = request.size
        return queueLock.withLock {
            if isClosing { return (.closed, false) }
            if case .readOnly? = obstacle { return (obstacle, false) }
            if inFlight >= options.inFlightLimit { return (.busy, false) }
            if queuedBytes > 0, queuedBytes + size > options.inFlightBytes { return (.busy, false) }
            queue.append(request)
            inFlight += 1
            queuedBytes += size
            defer { isWaiting = false }
            return (nil, isWaiting)
        }
    }

    /// Why writes are not taken now.
    var currentObstacle: StoreError? {
        queueLock.withLock { isClosing ? .closed : obstacle }
    }

    /// The same, whether or not the writer is closing.
    var finalObstacle: StoreError? { queueLock.withLock { obstacle } }

    /// Says why writes are not taken from now on; nil for no reason.
    func setObstacle(_ error: StoreError?) {
        queueLock.withLock {
            // A failed sync is final.
            if case .readOnly? = obstacle { return }
            obstacle = error
        }
    }

    /// Does what was accepted, notes where the log ends, and ends the thread. Returns when that is done.
    func close() {
        queueLock.withLock {
            isClosing = true
            queueLock.broadcast()
        }
        thread?.join()
        thread = nil
        filler.stop()
    }

    // MARK: - The thread

    private func run() {
        var taken: ContiguousArray<WriteRequest> = []
        while take(&taken) {
            for request in taken {
                process(request)
                if batch.bytes.count >= flushSize { flush() }
            }
            flush()
            let count = taken.count
            taken.removeAll(keepingCapacity: true)
            queueLock.withLock { inFlight -= count }
            tick()
            // Who was answered may have more: a commit for many costs as much as one for a few.
            sched_yield()
        }
        finish()
    }

    /// The size at which a batch is written though more requests wait.
    private var flushSize: Int { min(4 << 20, max(options.segmentBytes / 4, 1)) }

    /// Waits for requests; false when the writer is to end and none are left.
    private func take(_ taken: inout ContiguousArray<WriteRequest>) -> Bool {
        queueLock.withLock {
            while queue.isEmpty {
                if isClosing { return false }
                isWaiting = true
                if let deadline = nextTick {
                    queueLock.wait(until: deadline)
                    isWaiting = false
                    if queue.isEmpty, !isClosing, MonotonicInstant.now >= deadline { return true }
                } else {
                    queueLock.wait()
                }
            }
            isWaiting = false
            swap(&taken, &queue)
            queuedBytes = 0
            return true
        }
    }

    /// When there is something to do though nobody asks: nil while the store is idle and well. Under `queueLock`.
    private var nextTick: MonotonicInstant? {
        let isRestless = obstacle == .insufficientStorage || hasDeleted
        let restless = isRestless ? lastTick.advanced(milliseconds: 1000) : nil
        guard let purge = nextPurge else { return restless }
        return restless.map { min($0, purge) } ?? purge
    }

    private var nextPurge: MonotonicInstant? {
        hasExpiring
            ? lastPurge.advanced(milliseconds: options.purgeIntervalMilliseconds) : nil
    }

    private var hasExpiring = false
    /// Whether messages were deleted since the maintenance was told.
    var hasDeleted = false

    private func tick() {
        hasExpiring = state.lock.withLock { !state.index.expiring.isEmpty }
        // Nothing to do in most turns, and no look at the clock then.
        guard let due = queueLock.withLock({ nextTick }) else { return }
        let now = MonotonicInstant.now
        guard now >= due else { return }
        if let due = nextPurge, now >= due, currentObstacle == nil {
            lastPurge = now
            purge(nil)
            flush()
        }
        guard now >= lastTick.advanced(milliseconds: 1000) else { return }
        lastTick = now
        if hasDeleted {
            hasDeleted = false
            noticeChange()
        }
        if currentObstacle == .insufficientStorage { probeSpace() }
    }

    private func process(_ request: WriteRequest) {
        switch request {
        case .append(let messages, let stream, let expected, let kept, let reply):
            let result = append(messages, kept, to: stream, expecting: expected)
            batch.answers.append(.append(reply, result))
        case .call(let call):
            call.result = append(
                call.messages, call.kept, to: call.stream, expecting: call.expected)
            batch.answers.append(.call(call))
        case .deleteStream(let stream, let expected, let reply):
            deleteStream(stream, expecting: expected, reply)
        case .deleteMessage(let stream, let key, let reply): deleteMessage(stream, key, reply)
        case .truncate(let stream, let before, let reply): truncate(stream, before: before, reply)
        case .setMetadata(let metadata, let stream, let expected, let reply):
            setMetadata(metadata, of: stream, expecting: expected, reply)
        case .purge(let reply): purge(reply)
        case .seal(let reply): sealActive(reply)
        }
    }
}
