import Glibc
import HTTP
import Octets

/// One line a request on standard output. Lines are collected in memory and written by a thread of their own, so
/// that a slow reader of the log slows no request; what it leaves standing too long is dropped and counted.
final class AccessLog: Sendable {
    /// The most bytes that wait to be written.
    private static let capacity = 4 << 20

    private let format: AccessLogFormat
    private let queue = Queue()

    /// Guarded by its lock.
    private final class Queue: @unchecked Sendable {
        let lock = Lock()
        var lines = ByteWriter(capacity: 4096)
        var dropped = 0
        var isClosed = false
        var isWritten = false
    }

    /// A log in this format, whose thread runs from now on.
    init(_ format: AccessLogFormat) throws(SystemError) {
        self.format = format
        let queue = queue
        try SystemThread.detach(name: "access-log") { Self.write(queue) }
    }

    /// Adds a request's line.
    func log(_ record: RequestRecord) {
        queue.lock.withLock {
            guard queue.lines.count < Self.capacity else {
                queue.dropped += 1
                return
            }
            let wasEmpty = queue.lines.count == 0
            format.write(record, at: .now(), to: &queue.lines)
            if wasEmpty { queue.lock.signal() }
        }
    }

    /// Writes what waits, for two seconds at most, and ends the thread.
    func close() {
        let deadline = MonotonicInstant.now.advanced(milliseconds: 2000)
        queue.lock.withLock {
            queue.isClosed = true
            queue.lock.broadcast()
            while !queue.isWritten, MonotonicInstant.now < deadline {
                queue.lock.wait(until: deadline)
            }
        }
    }

    private static func write(_ queue: Queue) {
        while true {
            var isLast = false
            var lines = queue.lock.withLock { () -> Bytes in
                while queue.lines.count == 0, !queue.isClosed { queue.lock.wait() }
                isLast = queue.isClosed
                if queue.dropped > 0 {
                    queue.lines.append("# \(queue.dropped) lines were dropped: nobody read them\n")
                    queue.dropped = 0
                }
                let lines = Bytes(copying: queue.lines.span)
                queue.lines.removeAll()
                return lines
            }
            Console.write(lines, to: STDOUT_FILENO)
            lines = Bytes()
            if isLast {
                queue.lock.withLock {
                    queue.isWritten = true
                    queue.lock.broadcast()
                }
                return
            }
        }
    }
}
