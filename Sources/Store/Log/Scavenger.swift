import Octets

/// Gives back the bytes of what was deleted: rewrites sealed segments without it, oldest first. Positions do
/// not change. Each segment is switched by replacing the manifest, so a crash leaves either the old file or
/// the new one; writers go on all the time.
struct Scavenger {
    private let writer: LogWriter
    private let progress: ScavengeProgress.Box
    private let signal: Maintenance.Signal

    init(_ writer: LogWriter, _ progress: ScavengeProgress.Box, _ signal: Maintenance.Signal) {
        self.writer = writer
        self.progress = progress
        self.signal = signal
    }

    /// One run over all sealed segments. Returns whether anything was rewritten.
    func run() -> Result<Bool, StoreError> {
        let sealed = writer.state.lock.withLock { writer.state.manifest.sealed }
        progress.update {
            $0.isRunning = true
            $0.done = 0
            $0.total = sealed.count
        }
        defer {
            progress.update {
                $0.isRunning = false
                $0.runs += 1
            }
        }
        var didRewrite = false
        // What marks a deletion may go only when what it deletes is gone from every older segment.
        var isCleanBefore = true
        for segment in sealed {
            if signal.shouldStop { return .failure(.closed) }
            if let obstacle = writer.finalObstacle, case .readOnly = obstacle {
                return .failure(obstacle)
            }
            let outcome = Result { () throws(SystemError) in
                try rewrite(segment, isCleanBefore)
            }
            switch outcome {
            case .success(let done):
                didRewrite = didRewrite || done == .rewritten
                if done == .unreadable { isCleanBefore = false }
            case .failure(let error): return .failure(.failed(error.description))
            }
            progress.update { $0.done += 1 }
        }
        return .success(didRewrite)
    }

    private enum Outcome { case nothingToDo, rewritten, unreadable }

    private func rewrite(
        _ sealed: Manifest.Sealed, _ isCleanBefore: Bool
    ) throws(SystemError) -> Outcome {
        let old = writer.state.lock.withLock {
            writer.state.segments.first { $0?.name == sealed.name } ?? nil
        }
        guard let old else { return .unreadable }
        let isWorthwhile = SegmentCopy.isWorthwhile(
            old, sealed, writer.state, dropsMarks: isCleanBefore)
        guard let isWorthwhile else { return .unreadable }
        guard isWorthwhile else { return .nothingToDo }
        let name = sealed.name.rewritten.log
        let file = try writer.directory.create(name)
        let copy = try SegmentCopy.make(
            of: old, sealed, writer.state, dropsMarks: isCleanBefore, into: file)
        guard let copy else {
            try writer.directory.remove(name)
            return .unreadable
        }
        var map: SegmentMap?
        if copy.isEmpty {
            try writer.directory.remove(name)
        } else {
            try file.sync()
            map = try file.map(length: copy.length)
            try writer.directory.sync()
        }
        try replace(sealed, copy)
        move(copy, from: old, map)
        try writer.directory.remove(sealed.name.log)
        try writer.directory.remove(sealed.name.index)
        try writer.directory.sync()
        progress.update {
            $0.reclaimedBytes += sealed.length - (copy.isEmpty ? 0 : copy.length)
        }
        return .rewritten
    }

    /// Puts the copy into the old segment's place in the manifest.
    private func replace(
        _ sealed: Manifest.Sealed, _ copy: SegmentCopy
    ) throws(SystemError) {
        try writer.manifestLock.withLock { () throws(SystemError) in
            var manifest = writer.state.lock.withLock { writer.state.manifest }
            guard let index = manifest.sealed.firstIndex(of: sealed) else { return }
            if copy.isEmpty {
                manifest.sealed.remove(at: index)
            } else {
                manifest.sealed[index] = Manifest.Sealed(
                    name: copy.header.name, length: copy.length, chain: copy.chain)
            }
            do throws(SystemError) {
                try writer.directory.replace(LogFormat.manifestName, with: manifest.encoded())
            } catch {
                // Nobody knows which of the two manifests a crash would leave. Was the copy written again, or
                // the log under the old one, the other would name what is not there.
                writer.noteSync(error)
                throw error
            }
            writer.state.lock.withLock { writer.state.manifest = manifest }
        }
    }

    /// Turns the index to the copy, some messages at a time, so that nobody waits long.
    private func move(_ copy: SegmentCopy, from old: LogSegment, _ map: SegmentMap?) {
        let state = writer.state
        var slot = 0
        if let map {
            slot = state.lock.withLock {
                let segment = LogSegment(
                    header: copy.header, map: map, slot: state.segments.count, mayBeCold: false)
                state.segments.append(segment)
                return segment.slot
            }
        }
        var next = 0
        while next < copy.moves.count {
            state.lock.withLock {
                let end = min(next + 1024, copy.moves.count)
                while next < end {
                    let move = copy.moves[next]
                    let to = Location(slot: slot, offset: move.to)
                    if !state.index.move(
                        move.position, from: Location(slot: old.slot, offset: move.from), to: to)
                    {
                        // Deleted while it was copied: the next run takes it.
                        state.index.addDeadBytes(move.length, inSlot: slot)
                    }
                    next += 1
                }
            }
        }
        state.lock.withLock {
            state.segments[old.slot] = nil
            state.index.forgetDeadBytes(inSlot: old.slot)
        }
    }
}
