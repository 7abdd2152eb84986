import CLinux
import Glibc
import HTTP
import Octets
import Store

/// Writes log lines to a descriptor or a file from a thread of its own. A reader that is slow, gone, or a disk that
/// is full costs lines, never a request.
final class Journal: @unchecked Sendable {
    /// The most bytes that may wait; lines beyond it are dropped and counted.
    private static let waitingBytes = 1 << 20
    /// How long lines are gathered before they are written, in milliseconds.
    private static let gatherMilliseconds: UInt64 = 10

    // Guarded by `lock`: the four below.
    private let lock = Lock()
    private var waiting = ByteWriter(capacity: 4096)
    private var dropped = 0
    private var isWriting = false
    private var isEnding = false

    /// What lines look like.
    enum Shape: Sendable {
        case plain(Configuration.LogFormat)
        /// As the file store's original has them: time, level, message.
        case leveled
    }

    /// Where lines go.
    enum Target: Sendable {
        /// To an open descriptor, which stays the caller's.
        case descriptor(CInt)
        case file(RotatingFile)
    }

    private let shape: Shape
    private let target: Target
    /// What matters less is left out.
    private let least: LogLevel
    private let now: @Sendable () -> Timestamp

    /// A journal of lines that matter as much as `least` or more.
    init(
        _ shape: Shape, to target: Target, least: LogLevel = .info,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws(SystemError) {
        self.shape = shape
        self.target = target
        self.least = least
        self.now = now
        try SystemThread.detach(name: "journal") { [self] in run() }
    }

    /// A journal to an open descriptor, which stays the caller's.
    convenience init(
        _ format: Configuration.LogFormat, to descriptor: CInt, least: LogLevel = .info,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws(SystemError) {
        try self.init(.plain(format), to: .descriptor(descriptor), least: least, now: now)
    }

    /// What the engine tells of requests; nil where nobody wants to know.
    var requests: (@Sendable (RequestRecord) -> Void)? {
        switch shape {
        case .plain(.off): return nil
        case .plain(let format):
            return { [self] record in
                add(LogLine.request(record, at: now(), json: format == .json))
            }
        case .leveled:
            return { [self] record in
                let isFailure = record.status.map { $0.code >= 500 } ?? false
                let level: LogLevel = isFailure ? .error : .info
                guard level >= least else { return }
                add(LogLine.request(record, at: now(), level: level))
            }
        }
    }

    /// Notes something that happened to the server, in any format.
    func note(_ message: String, _ level: LogLevel = .info) {
        guard level >= least else { return }
        add(line(message, level))
    }

    private func line(_ message: String, _ level: LogLevel) -> Bytes {
        switch shape {
        case .plain(let format): LogLine.event(message, at: now(), json: format == .json)
        case .leveled: LogLine.event(message, at: now(), level: level)
        }
    }

    /// Waits until what was told so far is written, for a second at most.
    func flush() {
        let deadline = MonotonicInstant.now.advanced(milliseconds: 1000)
        lock.withLock {
            while waiting.count > 0 || isWriting, MonotonicInstant.now < deadline {
                lock.wait(until: deadline)
            }
        }
    }

    /// Writes what waits, for a second at most, and ends the thread.
    func end() {
        let deadline = MonotonicInstant.now.advanced(milliseconds: 1000)
        lock.withLock {
            isEnding = true
            lock.broadcast()
            while waiting.count > 0 || isWriting, MonotonicInstant.now < deadline {
                lock.wait(until: deadline)
            }
        }
    }

    private func add(_ line: Bytes) {
        lock.withLock {
            guard waiting.count + line.count <= Self.waitingBytes else {
                dropped += 1
                return
            }
            let wasEmpty = waiting.count == 0
            waiting.append(line)
            if wasEmpty { lock.broadcast() }
        }
    }

    private func run() {
        var lines = ByteWriter(capacity: 4096)
        while take(&lines) { write(lines.span) }
    }

    /// Waits for lines and takes them all. False at the end.
    private func take(_ lines: inout ByteWriter) -> Bool {
        lines.removeAll()
        return lock.withLock {
            isWriting = false
            lock.broadcast()
            while waiting.count == 0 {
                if isEnding { return false }
                lock.wait()
            }
            let deadline = MonotonicInstant.now.advanced(milliseconds: Self.gatherMilliseconds)
            while !isEnding, MonotonicInstant.now < deadline { lock.wait(until: deadline) }
            if dropped > 0 {
                waiting.append(
                    line("\(dropped) lines were dropped: the log is too slow.", .warning))
                dropped = 0
            }
            swap(&lines, &waiting)
            isWriting = true
            return true
        }
    }

    private func write(_ lines: Span<UInt8>) {
        switch target {
        case .descriptor(let descriptor): write(lines, to: descriptor)
        case .file(let file): file.write(lines)
        }
    }

    private func write(_ lines: Span<UInt8>, to descriptor: CInt) {
        var start = 0
        while start < lines.count {
            let rest = lines.extracting(start..<lines.count)
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                start += count
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&wait, 1, 1000)
            } else {
                // Closed or full: these lines are lost, the server goes on.
                return
            }
        }
    }
}
