import CLinux
import Glibc
import HTTP
import Octets
import Store

/// Writes log lines to a descriptor from a thread of its own. A reader that is slow, gone, or a disk that
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

    private let format: Configuration.LogFormat
    private let descriptor: CInt
    private let now: @Sendable () -> Timestamp

    /// A journal to an open descriptor, which stays the caller's.
    init(
        _ format: Configuration.LogFormat, to descriptor: CInt,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws(SystemError) {
        self.format = format
        self.descriptor = descriptor
        self.now = now
        try SystemThread.detach(name: "journal") { [self] in run() }
    }

    /// What the engine tells of requests; nil where nobody wants to know.
    var requests: (@Sendable (RequestRecord) -> Void)? {
        guard format != .off else { return nil }
        return { [self] record in
            add(LogLine.request(record, at: now(), json: format == .json))
        }
    }

    /// Notes something that happened to the server, in any format.
    func note(_ message: String) {
        add(LogLine.event(message, at: now(), json: format == .json))
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
                    LogLine.event(
                        "\(dropped) lines were dropped: the log is too slow.", at: now(),
                        json: format == .json))
                dropped = 0
            }
            swap(&lines, &waiting)
            isWriting = true
            return true
        }
    }

    private func write(_ lines: Span<UInt8>) {
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
