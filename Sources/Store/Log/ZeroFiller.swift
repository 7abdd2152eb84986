import CLinux
import Glibc
import Octets

/// Writes zeros ahead of the writer, so that a commit neither grows the file nor waits for space: the sync
/// then costs half (`log-store.md`). One background thread.
final class ZeroFiller: @unchecked Sendable {
    /// Bytes written and synced at a time: few, since a commit waits for a step that is under way. With 1 MiB the
    /// p99 of appends was twice as long.
    private static let step = 1 << 16

    // All below guarded by `lock`.
    private let lock = Lock()
    private var file: LogFile?
    private var limit = 0
    /// Everything below holds data or zeros.
    private var filled = 0
    /// The thread is writing zeros up to here.
    private var claimed = 0
    /// The writer has come so far.
    private var written = 0
    private var isPaused = false
    private var isStopped = false
    private var failure: SystemError?
    private let ahead: Int
    // Written by `start` before the thread runs and by `stop`; both are the owner's.
    private var thread: SystemThread?

    /// A filler that stays `ahead` bytes ahead; 0 for one that does nothing.
    init(ahead: Int) { self.ahead = ahead }

    /// Starts the thread.
    func start() throws(SystemError) {
        if ahead > 0 { thread = try SystemThread(name: "log-filler") { [self] in run() } }
    }

    /// Turns to a segment. `file` must be its own open file, so that a failed sync shows here and there.
    func begin(_ file: LogFile?, filled: Int, written: Int, limit: Int) {
        guard ahead > 0 else { return }
        lock.withLock {
            while claimed > self.filled { lock.wait() }
            self.file = file
            self.filled = filled
            claimed = filled
            self.written = written
            self.limit = limit
            isPaused = false
            lock.broadcast()
        }
    }

    /// Keeps the range up to `end` for the writer; waits while zeros are being written into it. Throws the
    /// failure of a sync of the filler, which concerns the writer's bytes too.
    func reserve(upTo end: Int) throws(SystemError) {
        guard ahead > 0 else { return }
        try lock.withLock { () throws(SystemError) in
            while claimed > filled, end > filled { lock.wait() }
            if let failure { throw failure }
            written = end
            if end > filled {
                filled = end
                claimed = end
                isPaused = false
            }
            if filled - written < ahead / 2 { lock.broadcast() }
        }
    }

    /// Ends the thread.
    func stop() {
        guard ahead > 0 else { return }
        lock.withLock {
            isStopped = true
            lock.broadcast()
        }
        thread?.join()
        thread = nil
    }

    private func run() {
        while let (file, range) = claim() {
            var failed: SystemError?
            do throws(SystemError) {
                try file.write(Self.zeros.extracting(first: range.count), at: range.lowerBound)
                try file.sync()
            } catch {
                failed = error
            }
            lock.withLock {
                if let failed {
                    claimed = filled
                    // No space, most likely: the writer finds out by itself.
                    isPaused = true
                    if failed.call == "fdatasync" { failure = failed }
                } else {
                    filled = claimed
                }
                lock.broadcast()
            }
        }
    }

    private func claim() -> (LogFile, Range<Int>)? {
        lock.withLock {
            while !isStopped {
                let goal = min(limit, written + ahead)
                if let file, !isPaused, filled < goal {
                    claimed = min(filled + Self.step, goal)
                    return (file, filled..<claimed)
                }
                lock.wait()
            }
            return nil
        }
    }

    private static let zeros = Zeros(count: step)
}

/// A run of zero bytes.
struct Zeros: Sendable {
    private let bytes: Bytes

    init(count: Int) { bytes = Bytes([UInt8](repeating: 0, count: count)) }

    /// The first `count` of them, as far as there are so many.
    func extracting(first count: Int) -> Bytes { bytes[0..<count] }
}

extension LogFile {
    /// Writes all the bytes.
    func write(_ bytes: Bytes, at offset: Int) throws(SystemError) {
        try write(bytes.span, at: offset)
    }

    /// Writes zeros over a range.
    func zero(_ range: Range<Int>) throws(SystemError) {
        let zeros = Zeros(count: min(range.count, 1 << 16))
        var at = range.lowerBound
        while at < range.upperBound {
            let count = min(1 << 16, range.upperBound - at)
            try write(zeros.extracting(first: count), at: at)
            at += count
        }
    }
}
