import Octets

/// Two threads for reads that have to wait for the disk, so that no event loop does. They start when they
/// are needed first.
final class ReadPool: @unchecked Sendable {
    private static let size = 2

    // All below guarded by `lock`.
    private let lock = Lock()
    private var queue: ContiguousArray<@Sendable () -> Void> = []
    private var threads: [LogThread] = []
    private var isStopped = false

    /// Runs `body` on one of the threads.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Value, StoreError>, Never>) in
            let reply = unsafe Reply(continuation)
            let isTaken = lock.withLock {
                guard !isStopped else { return false }
                queue.append { reply.resume(Result { () throws(StoreError) in try body() }) }
                grow()
                lock.signal()
                return !threads.isEmpty
            }
            guard isTaken else {
                // Without threads the caller does it itself.
                let left = lock.withLock { queue.popLast() }
                if let left { left() } else { reply.resume(.failure(.closed)) }
                return
            }
        }
        return try result.get()
    }

    private func grow() {
        guard threads.count < Self.size else { return }
        let thread = LogThread()
        let started = Result { () throws(SystemError) in
            try thread.start(name: "log-reader") { [self] in work() }
        }
        if case .success = started { threads.append(thread) }
    }

    private func work() {
        while true {
            let next = lock.withLock { () -> (@Sendable () -> Void)? in
                while queue.isEmpty {
                    if isStopped { return nil }
                    lock.wait()
                }
                return queue.removeFirst()
            }
            guard let next else { return }
            next()
        }
    }

    /// Does what was accepted and ends the threads.
    func stop() {
        let threads = lock.withLock {
            isStopped = true
            lock.broadcast()
            defer { self.threads = [] }
            return self.threads
        }
        for thread in threads { thread.join() }
    }
}
