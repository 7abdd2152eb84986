import Octets

/// Those who wait for the head to rise. While nothing happens they cost their own memory, nothing else.
final class Waiters: @unchecked Sendable {
    // Unsafe only in that nobody counts the uses: who takes a waiter out of the table answers it once.
    @safe private struct Waiter {
        let position: Int64
        let continuation: UnsafeContinuation<Int64, any Error>
    }

    // All below guarded by `lock`.
    private let lock = Lock()
    private var waiting: [UInt64: Waiter] = [:]
    private var made: UInt64 = 0
    private var isClosed = false

    /// Waits until the head is above `position`.
    func wait(after position: Int64, head: @Sendable () -> Int64) async throws -> Int64 {
        let now = head()
        if now > position { return now }
        let key = lock.withLock {
            made += 1
            return made
        }
        return try await withTaskCancellationHandler {
            try await unsafe withUnsafeThrowingContinuation { continuation in
                let answer = lock.withLock { () -> Result<Int64, any Error>? in
                    // Inside the lock, so that no commit can pass between the look and the wait.
                    let now = head()
                    if now > position { return .success(now) }
                    if isClosed { return .failure(StoreError.closed) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    waiting[key] = unsafe Waiter(position: position, continuation: continuation)
                    return nil
                }
                if let answer { unsafe continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = lock.withLock { waiting.removeValue(forKey: key) }
            if let waiter { unsafe waiter.continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Lets go who waits for less than `head`.
    func notify(_ head: Int64) {
        let ready = lock.withLock { () -> [Waiter] in
            guard !waiting.isEmpty else { return [] }
            let ready = waiting.filter { $0.value.position < head }
            for key in ready.keys { waiting[key] = nil }
            return Array(ready.values)
        }
        for waiter in ready { unsafe waiter.continuation.resume(returning: head) }
    }

    /// Lets everybody go.
    func close() {
        let left = lock.withLock { () -> [Waiter] in
            isClosed = true
            defer { waiting = [:] }
            return Array(waiting.values)
        }
        for waiter in left { unsafe waiter.continuation.resume(throwing: StoreError.closed) }
    }
}
