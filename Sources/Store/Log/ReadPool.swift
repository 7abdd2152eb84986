import Octets

/// Two threads for reads that have to wait for the disk, so that no event loop does. They start when they
/// are needed first.
final class ReadPool: @unchecked Sendable {
    private static let size = 2

    // All below guarded by `lock`.
    private let lock = Lock()
    private var queue: ContiguousArray<@Sendable () -> Void> = []
    private var threads: [SystemThread] = []
    private var isStopped = false

    /// Who does what was asked: a thread, without threads the caller itself, after the end nobody.
    private enum Fate { case taken, own, refused }

    /// Runs `body` on one of the threads.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Value, StoreError>, Never>) in
            let reply = unsafe Reply(continuation)
            let fate = lock.withLock { () -> Fate in
                if isStopped { return .refused }
                grow()
                if threads.isEmpty { return .own }
                queue.append { reply.resume(Result { () throws(StoreError) in try body() }) }
                lock.signal()
                return .taken
            }
            switch fate {
            case .taken: break
            case .own: reply.resume(Result { () throws(StoreError) in try body() })
            case .refused: reply.resume(.failure(.closed))
            }
        }
        return try result.get()
    }

    private func grow() {
        guard threads.count < Self.size else { return }
        let thread = try? SystemThread(name: "log-reader") { [self] in work() }
        if let thread { threads.append(thread) }
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
