import CLinux
import Glibc
import Octets

/// Writes zeros ahead of the writer, so that a commit neither grows a file nor waits for space: the sync then
/// costs half (`log-store.md`). One background thread.
///
/// A commit that syncs the file into which zeros are being written waits for them. So only the beginning of
/// the active segment is filled in place; then the next segment is prepared, as a file of its own under the
/// name ``LogFormat/spareName``, and the writer moves on to it when the zeros are used up.
final class ZeroFiller: @unchecked Sendable {
    /// Bytes written at a time: few, since a commit waits for a step into the active segment that is under way,
    /// and all commits for the processor and the disk.
    private static let step = 1 << 16
    /// The spare segment, which nobody waits for, is synced each time that so many bytes were written into it:
    /// the disk gets them when they are written, but each sync costs the commits beside it time.
    private var syncedStep: Int { min(8 << 20, max(segmentBytes / 4, 1)) }
    /// How long the disk is the writer's alone between two steps into the spare segment.
    private static let pauseMilliseconds: UInt64 = 1
    /// When to try again where there was no space for a spare segment.
    private static let retryMilliseconds: UInt64 = 5000

    /// A file that is being filled.
    private struct Target {
        let file: LogFile
        /// Everything below holds data or zeros.
        var filled: Int
        /// Zeros are being written up to here.
        var claimed: Int
        let limit: Int
    }

    /// What the thread does next.
    private enum Step {
        case active(LogFile, Range<Int>)
        case spare(LogFile, Range<Int>)
        case beginSpare
    }

    // All below guarded by `lock`.
    private let lock = Lock()
    private var active: Target?
    private var spare: Target?
    /// The active segment is filled up to here for a start.
    private var goal = 0
    /// Where the writer stood when it turned to the active segment, and where it stands now.
    private var begun = 0
    private var written = 0
    private var isPaused = false
    private var isStopped = false
    private var failure: SystemError?
    /// When to go on with the spare segment.
    private var spareMoment = MonotonicInstant(nanoseconds: 0)
    /// Whether somebody is making the spare segment's file, renaming it, or removing it.
    private var isBeginning = false

    private let directory: LogDirectory
    private let ahead: Int
    private let segmentBytes: Int
    // Written by `start` before the thread runs and by `stop`; both are the owner's.
    private var thread: SystemThread?

    /// A filler that stays `options.fillAheadBytes` ahead; 0 for one that does nothing.
    init(_ directory: LogDirectory, _ options: LogOptions) {
        self.directory = directory
        ahead = options.fillAheadBytes
        segmentBytes = options.segmentBytes
    }

    /// Removes what a crash has left, and starts the thread.
    func start() throws(SystemError) {
        guard ahead > 0 else { return }
        try directory.remove(LogFormat.spareName)
        thread = try SystemThread(name: "log-filler") { [self] in run() }
    }

    /// Turns to a segment; nil to rest. `file` must be its own open file, so that a failed sync shows here and
    /// there.
    func begin(_ file: LogFile?, filled: Int, written: Int, limit: Int) {
        guard ahead > 0 else { return }
        lock.withLock {
            waitForStep()
            active = file.map { Target(file: $0, filled: filled, claimed: filled, limit: limit) }
            begun = written
            self.written = written
            goal = min(limit, max(filled, written + ahead))
            isPaused = false
            lock.broadcast()
        }
    }

    private func waitForStep() {
        while let active, active.claimed > active.filled { lock.wait() }
    }

    /// Keeps the range up to `end` for the writer; waits while zeros are being written into it. Throws the
    /// failure of a sync of the filler, which concerns the writer's bytes too.
    func reserve(upTo end: Int) throws(SystemError) {
        guard ahead > 0 else { return }
        try lock.withLock { () throws(SystemError) in
            while let active, active.claimed > active.filled, end > active.filled { lock.wait() }
            if let failure { throw failure }
            let before = written
            written = end
            if let filled = active?.filled, end > filled {
                active?.filled = end
                active?.claimed = end
                isPaused = false
            }
            // Not at each commit: the thread would wake up for nothing.
            if before / (ahead / 4 + 1) != end / (ahead / 4 + 1) { lock.broadcast() }
        }
    }

    /// Whether the writer should go on in the spare segment rather than grow the active one up to `end`.
    func isUsedUp(at end: Int) -> Bool {
        guard ahead > 0 else { return false }
        return lock.withLock {
            guard let active, let spare else { return false }
            return end > active.filled && isUsable(spare)
        }
    }

    /// Not before much of it is filled: under a load that outruns this thread segments would come to be short.
    private func isUsable(_ spare: Target) -> Bool { spare.filled >= spare.limit / 8 * 3 }

    /// Gives the spare segment's file away, if there is one: zeros as far as it goes. Whoever gets it calls
    /// ``endTakingSpare()``.
    func takeSpare() -> LogFile? {
        guard ahead > 0 else { return nil }
        return lock.withLock {
            waitForSpare()
            guard let spare, isUsable(spare) else { return nil }
            self.spare = nil
            isBeginning = true
            return spare.file
        }
    }

    /// Says that the file given away has another name, or is gone. Until then nobody may make a new one: it
    /// would be the same file, and zeros be written over a segment.
    func endTakingSpare() {
        lock.withLock {
            isBeginning = false
            lock.broadcast()
        }
    }

    /// Removes the spare segment, because its space is needed now. False if there is none.
    func giveBackSpare() -> Bool {
        guard ahead > 0 else { return false }
        let isThere = lock.withLock { () -> Bool in
            waitForSpare()
            guard spare != nil else { return false }
            spare = nil
            postponeSpare(milliseconds: Self.retryMilliseconds)
            isBeginning = true
            return true
        }
        if isThere { endDropping() }
        return isThere
    }

    /// Removes the file. Nobody may make a new one before it is gone: that is what `isBeginning` says meanwhile.
    private func endDropping() {
        dropSpare()
        lock.withLock {
            isBeginning = false
            lock.broadcast()
        }
    }

    private func waitForSpare() {
        while isBeginning || spare.map({ $0.claimed > $0.filled }) ?? false { lock.wait() }
    }

    /// Ends the thread, and removes the spare segment.
    func stop() {
        guard ahead > 0 else { return }
        lock.withLock {
            isStopped = true
            lock.broadcast()
        }
        thread?.join()
        thread = nil
        if lock.withLock({ spare.take() != nil }) { dropSpare() }
    }

    private func dropSpare() {
        // The next start removes it otherwise.
        _ = Result { () throws(SystemError) in try directory.remove(LogFormat.spareName) }
    }
}

// MARK: - The thread

extension ZeroFiller {
    private func run() {
        // It holds the others up less, though a commit sometimes waits for the step that is under way:
        // measured, the p99 of appends is shorter.
        halserver_lower_priority()
        while let step = claim() {
            switch step {
            case .active(let file, let range):
                endActive(range, Self.fill(file, range, isSynced: true))
            case .spare(let file, let range):
                let isSynced = range.upperBound % syncedStep < range.count
                endSpare(range, Self.fill(file, range, isSynced: isSynced))
            case .beginSpare:
                let file = Result { () throws(SystemError) in
                    try directory.create(LogFormat.spareName)
                }
                lock.withLock {
                    isBeginning = false
                    switch file {
                    case .success(let file):
                        spare = Target(file: file, filled: 0, claimed: 0, limit: segmentBytes)
                    case .failure: postponeSpare(milliseconds: Self.retryMilliseconds)
                    }
                    lock.broadcast()
                }
            }
        }
    }

    /// Writes zeros, and syncs them or has the system begin to. Returns what failed.
    private static func fill(
        _ file: LogFile, _ range: Range<Int>, isSynced: Bool
    ) -> SystemError? {
        do throws(SystemError) {
            try file.write(zeros.extracting(first: range.count), at: range.lowerBound)
            if isSynced { try file.sync() } else { file.beginWriting(range) }
            return nil
        } catch {
            return error
        }
    }

    private func endActive(_ range: Range<Int>, _ failed: SystemError?) {
        lock.withLock {
            if let failed {
                active?.claimed = range.lowerBound
                // No space, most likely: the writer finds out by itself.
                isPaused = true
                if failed.call == "fdatasync" { failure = failed }
            } else {
                active?.filled = range.upperBound
            }
            lock.broadcast()
        }
    }

    /// A spare segment that cannot be filled holds nobody's bytes: what is long enough is used as it is, else it
    /// goes, and with it the space that it takes.
    private func endSpare(_ range: Range<Int>, _ failed: SystemError?) {
        let isOver = lock.withLock { () -> Bool in
            defer { lock.broadcast() }
            guard let failed else {
                spare?.filled = range.upperBound
                postponeSpare(milliseconds: Self.pauseMilliseconds)
                return false
            }
            postponeSpare(milliseconds: Self.retryMilliseconds)
            spare?.claimed = range.lowerBound
            if failed.call != "fdatasync", let spare, isUsable(spare) { return false }
            spare = nil
            isBeginning = true
            return true
        }
        if isOver { endDropping() }
    }

    private func postponeSpare(milliseconds: UInt64) {
        spareMoment = MonotonicInstant.now.advanced(milliseconds: milliseconds)
    }

    private func claim() -> Step? {
        lock.withLock {
            while !isStopped {
                if let step = activeStep() { return step }
                guard isSpareWanted else {
                    lock.wait()
                    continue
                }
                if MonotonicInstant.now < spareMoment {
                    lock.wait(until: spareMoment)
                } else {
                    return spareStep()
                }
            }
            return nil
        }
    }

    /// The active segment is filled in place at its beginning, and where there is no spare one yet when the
    /// zeros come to an end.
    private func activeStep() -> Step? {
        guard let active, !isPaused else { return nil }
        let isShort = active.filled - written < ahead / 4 && !(spare.map(isUsable) ?? false)
        let end = isShort ? min(active.limit, written + ahead) : goal
        guard active.filled < end else { return nil }
        let claimed = min(active.filled + Self.step, end)
        self.active?.claimed = claimed
        return .active(active.file, active.filled..<claimed)
    }

    /// Not before something worth mentioning was written, and not much further than the active segment: a
    /// store that is hardly used stays small, and zeros cost as much as what they make room for.
    private var isSpareWanted: Bool {
        guard let active, !isBeginning else { return false }
        guard let spare else { return written - begun >= min(ahead, active.limit - begun) / 4 }
        return spare.filled < min(spare.limit, written - begun + 3 * ahead)
    }

    private func spareStep() -> Step {
        guard let spare else {
            isBeginning = true
            return .beginSpare
        }
        let claimed = min(spare.filled + Self.step, spare.limit)
        self.spare?.claimed = claimed
        return .spare(spare.file, spare.filled..<claimed)
    }

    private static let zeros = Zeros(count: step)
}
