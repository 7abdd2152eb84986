import Octets

extension Connection {
    /// How much of a file one turn sends at most, in bytes, for the sake of the other connections.
    private static let fileBytesPerTurn = 2_097_152
    /// What each call counts for besides, in bytes: many small pieces of a file cost a turn as much as few large ones.
    private static let callCost = 4096
    /// How much of a file is looked for in the page cache at once, in bytes.
    private static let fileSlice = 1_048_576
    /// The kernel reads files ahead in steps of at least this many bytes.
    private static let residencyStep = 131_072

    /// Whether so much waits for the peer that whoever makes more has to wait.
    var isFull: Bool { (backlog?.queue.byteCount ?? 0) >= limits.writeAheadBytes }

    /// Adds to what waits for the peer.
    func queue(_ add: (inout OutputQueue) -> Void) {
        let backlog = backlog ?? Backlog(since: loop.now)
        add(&backlog.queue)
        self.backlog = backlog.queue.isEmpty ? nil : backlog
    }

    /// Moves what the turn wrote behind what already waits, so that the order holds.
    func queueOut() {
        guard loop.out.count > 0 else { return }
        queue { $0.append(loop.out.withSpan { Bytes(copying: $0) }) }
        loop.out.removeAll()
    }

    /// The peer takes bytes again.
    func writable() {
        flush()
    }

    /// Sends what the turn wrote, and what waited before it, as far as the peer takes it.
    func flush() {
        guard phase != .closed else { return loop.out.removeAll() }
        if let backlog {
            queueOut()
            return send(backlog)
        }
        guard loop.out.count > 0 else { return }
        switch loop.out.withSpan({ transport.send($0) }) {
        case .moved(let count):
            loop.traffic.sentBytes &+= UInt64(count)
            if count < loop.out.count {
                let rest = count..<loop.out.count
                queue { $0.append(loop.out.withSpan { Bytes(copying: $0.extracting(rest)) }) }
                noteStuck()
            }
            loop.out.removeAll()
        case .wouldBlock:
            queueOut()
            noteStuck()
        case .ended, .failed:
            loop.out.removeAll()
            close(reset: false)
        }
    }

    private func send(_ backlog: Backlog) {
        var budget = Self.fileBytesPerTurn
        while budget > 0, !backlog.isAwaitingDisk, let part = backlog.queue.front {
            let result: Transport.Result
            switch part {
            case .bytes:
                result = transport.send(
                    backlog.queue.leadingBytes, more: backlog.queue.hasFileBehindBytes)
            case .file(let region, let sent):
                let count = Int(min(UInt64(Self.fileSlice), region.length - sent))
                let start = region.offset + sent
                guard isResident(region, start, count, backlog) else {
                    return fetch(region, start, count, backlog)
                }
                result = transport.send(region, offset: start, count: count)
            }
            switch result {
            case .moved(let count):
                loop.traffic.sentBytes &+= UInt64(count)
                budget -= count + Self.callCost
                backlog.queue.removeFirst(count)
                backlog.lastProgress = loop.now
                backlog.sentSinceStuck &+= UInt64(count)
            case .wouldBlock: return noteStuck()
            case .ended, .failed: return close(reset: false)
            }
        }
        if backlog.queue.isEmpty {
            dropBacklog()
            if phase == .head {
                restartIdling()
                // Requests that were read before the answers went may wait: nothing else tells of them.
                if available > 0 || inputEnded || loop.isDraining { giveWay() }
            }
            resumeSink()
        } else {
            noteStuck()
        }
    }

    private func noteStuck() {
        if let backlog, backlog.stuckSince == nil {
            backlog.stuckSince = loop.now
            backlog.lastProgress = loop.now
            backlog.sentSinceStuck = 0
        }
        resumeSink()
    }

    private func resumeSink() {
        guard exchange.sinkWaiter != nil, !isFull else { return }
        exchange.sinkWaiter.take()?.resume(true)
    }

    // MARK: Budget

    /// Tells the server's budget what is held for the peer at the end of a turn.
    func noteBacklog() {
        guard let backlog, backlog.queue.heldBytes > 0 || backlog.isNoted else { return }
        backlog.isNoted = true
        let stalled = loop.context.budget.note(
            word, of: loop, bytes: backlog.queue.heldBytes, lastProgress: backlog.lastProgress)
        for word in stalled { loop.connection(word)?.endStalled() }
    }

    /// Nothing waits for the peer any more.
    func dropBacklog() {
        guard let backlog else { return }
        if backlog.isNoted { loop.context.budget.forget(word) }
        self.backlog = nil
    }

    /// Gives the memory up that is held for a peer that takes nothing.
    func endStalled() {
        if backlog != nil { close(reset: true) }
    }

    // MARK: Files

    /// Whether a slice of a file can be sent without waiting for the disk.
    private func isResident(
        _ region: FileRegion, _ start: UInt64, _ count: Int, _ backlog: Backlog
    ) -> Bool {
        if let fetched = backlog.fetched, fetched.file === region.file,
            fetched.range.contains(start)
        {
            return true
        }
        var position = start
        let end = start + UInt64(count)
        while position < end {
            guard region.isResident(at: position) else { return false }
            position += UInt64(Self.residencyStep)
        }
        return region.isResident(at: end - 1)
    }

    /// Has a slice read from the disk on a thread that may wait, and goes on with it then.
    private func fetch(
        _ region: FileRegion, _ start: UInt64, _ count: Int, _ backlog: Backlog
    ) {
        backlog.isAwaitingDisk = true
        backlog.stuckSince = nil
        let serial = serial
        loop.context.pool.run { [self] in
            region.fetch(start, count)
            loop.submit { [self] in
                guard serial == self.serial, let backlog = self.backlog else { return }
                backlog.isAwaitingDisk = false
                backlog.fetched = (region.file, start..<(start + UInt64(count)))
                turn { flush() }
                backlog.fetched = nil
            }
        }
    }
}
