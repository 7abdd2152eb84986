import Octets

extension Connection {
    /// How much of a file one turn sends at most, in bytes, for the sake of the other connections.
    private static let fileBytesPerTurn = 2_097_152
    /// How much of a file is looked for in the page cache at once, in bytes.
    private static let fileSlice = 1_048_576
    /// The kernel reads files ahead in steps of at least this many bytes.
    private static let residencyStep = 131_072

    /// Moves what the turn wrote behind what already waits, so that the order holds.
    func queueOut() {
        guard loop.out.count > 0 else { return }
        output.append(loop.out.withSpan { Bytes(copying: $0) })
        loop.out.removeAll()
    }

    /// The peer takes bytes again.
    func writable() {
        flush()
    }

    /// Sends what the turn wrote, and what waited before it, as far as the peer takes it.
    func flush() {
        guard phase != .closed else { return loop.out.removeAll() }
        if output.isEmpty {
            guard loop.out.count > 0 else { return }
            switch loop.out.withSpan({ transport.send($0) }) {
            case .moved(let count):
                loop.traffic.sentBytes &+= UInt64(count)
                if count < loop.out.count {
                    let rest = count..<loop.out.count
                    output.append(
                        loop.out.withSpan { Bytes(copying: $0.extracting(rest)) })
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
            return
        }
        queueOut()
        sendQueue()
    }

    private func sendQueue() {
        var budget = Self.fileBytesPerTurn
        while budget > 0, !isAwaitingDisk, let part = output.front {
            let result: Transport.Result
            switch part {
            case .bytes:
                result = transport.send(output.leadingBytes, more: output.hasFileBehindBytes)
            case .file(let region, let sent):
                let count = Int(min(UInt64(Self.fileSlice), region.length - sent))
                let start = region.offset + sent
                guard isResident(region, start, count) else {
                    return fetch(region, start, count)
                }
                result = transport.send(region, offset: start, count: count)
            }
            switch result {
            case .moved(let count):
                loop.traffic.sentBytes &+= UInt64(count)
                budget -= count
                output.removeFirst(count)
                noteProgress(count)
            case .wouldBlock: return noteStuck()
            case .ended, .failed: return close(reset: false)
            }
        }
        if output.isEmpty {
            stuckSince = nil
            if phase == .head { restartIdling() }
        } else {
            noteStuck()
        }
        resumeSink()
    }

    private func noteStuck() {
        if stuckSince == nil {
            stuckSince = loop.now
            lastProgress = loop.now
            sentSinceStuck = 0
        }
        resumeSink()
    }

    private func noteProgress(_ count: Int) {
        lastProgress = loop.now
        sentSinceStuck &+= UInt64(count)
    }

    private func resumeSink() {
        guard exchange.sinkWaiter != nil, output.byteCount < limits.writeAheadBytes else { return }
        exchange.sinkWaiter.take()?.resume(true)
    }

    // MARK: Files

    /// Whether a slice of a file can be sent without waiting for the disk.
    private func isResident(_ region: FileRegion, _ start: UInt64, _ count: Int) -> Bool {
        if warmedUpTo > start { return true }
        var position = start
        let end = start + UInt64(count)
        while position < end {
            guard region.isResident(at: position) else { return false }
            position += UInt64(Self.residencyStep)
        }
        return region.isResident(at: end - 1)
    }

    /// Has a slice read from the disk on a thread that may wait, and goes on with it then.
    private func fetch(_ region: FileRegion, _ start: UInt64, _ count: Int) {
        isAwaitingDisk = true
        stuckSince = nil
        let serial = serial
        loop.context.pool.run { [self] in
            region.fetch(start, count)
            loop.submit { [self] in
                guard serial == self.serial, phase != .closed else { return }
                isAwaitingDisk = false
                warmedUpTo = start + UInt64(count)
                turn { flush() }
                warmedUpTo = 0
            }
        }
    }
}
