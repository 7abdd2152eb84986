import Octets

/// A few threads on which blob stores make the calls that wait for the disk. They start when there is work.
package final class BlobPool: @unchecked Sendable {
    // Guarded by `lock`: the queue and the counts.
    private let lock = Lock()
    private var queue: [@Sendable () -> Void] = []
    private var head = 0
    private var threadCount = 0
    private var idle = 0
    private var isStopped = false
    private let limit: Int

    /// A pool of at most `threads` threads.
    package init(threads limit: Int = 4) { self.limit = max(limit, 1) }

    /// Has `work` run on one of the threads, or here if there can be none.
    func enqueue(_ work: @escaping @Sendable () -> Void) {
        let isTaken = lock.withLock {
            guard !isStopped else { return false }
            if idle < queue.count - head + 1, threadCount < limit,
                (try? SystemThread.detach(name: "blobs", { [self] in serve() })) != nil
            {
                threadCount += 1
            }
            guard threadCount > 0 else { return false }
            queue.append(work)
            lock.signal()
            return true
        }
        if !isTaken { work() }
    }

    /// What `body` makes on one of the threads. The caller's task goes on where it was.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        let box = Box<Value>()
        await unsafe withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            enqueue { [self] in
                let made = Result { () throws(BlobError) in try body() }
                // ThreadSanitizer does not see how a task is ordered behind a thread that resumes it before it has
                // come to wait. It sees locks.
                lock.withLock { box.result = made }
                unsafe continuation.resume()
            }
        }
        guard let result = lock.withLock({ box.result }) else { throw .closed }
        return try result.get()
    }

    /// What a thread made for a task.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        // Guarded by the pool's lock.
        var result: Result<Value, BlobError>?
    }

    /// Lets the queue run empty and then the threads end. Later work runs where it is asked for.
    package func stop() {
        lock.withLock {
            isStopped = true
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
            while head == queue.count {
                if isStopped { return nil }
                lock.wait()
            }
            let work = queue[head]
            queue[head] = {}
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: true)
                head = 0
            }
            return work
        }
    }
}
