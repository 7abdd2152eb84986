import Octets

/// A few threads for what blocks, or takes too long for a loop. They start when there is work for the first time.
package final class BlockingPool: @unchecked Sendable {
    // Guarded by `lock`: the queue and the counts.
    private let lock = Lock()
    private var queue: [@Sendable () -> Void] = []
    private var threadCount = 0
    private var idle = 0
    private var isStopping = false
    private let limit: Int

    /// A pool of at most `threads` threads.
    package init(threads limit: Int) { self.limit = max(limit, 1) }

    /// Has `work` run on one of the threads. If none can be started, it runs here.
    func run(_ work: @escaping @Sendable () -> Void) {
        let isQueued = lock.withLock {
            if idle == 0, threadCount < limit, !isStopping,
                (try? SystemThread.detach(name: "http-blocking", { [self] in serve() })) != nil
            {
                threadCount += 1
            }
            guard threadCount > 0, !isStopping else { return false }
            queue.append(work)
            lock.signal()
            return true
        }
        if !isQueued { work() }
    }

    /// What `work` makes on one of the threads. The caller's task goes on where it was.
    package func value<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await Waiter.wait { waiter in
            run { waiter.resume(work()) }
        }
    }

    /// Lets the queue run empty and then the threads end.
    package func stop() {
        lock.withLock {
            isStopping = true
            lock.broadcast()
        }
    }

    private func serve() {
        while let work = next() { work() }
    }

    private func next() -> (@Sendable () -> Void)? {
        lock.withLock {
            idle += 1
            defer { idle -= 1 }
            while queue.isEmpty {
                if isStopping { return nil }
                lock.wait()
            }
            return queue.removeFirst()
        }
    }
}
