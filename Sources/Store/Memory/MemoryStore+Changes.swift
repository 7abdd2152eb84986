import Octets

extension MemoryStore {
    /// Somebody who waits for the head to rise above a position.
    struct Waiter {
        let position: Int64
        let continuation: CheckedContinuation<Int64, any Error>
    }

    package func changes(after position: Int64) async throws -> Int64 {
        let key = lock.withLock {
            waitersMade += 1
            return waitersMade
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = lock.withLock { () -> Result<Int64, any Error>? in
                    if state.head > position { return .success(state.head) }
                    if isClosed { return .failure(StoreError.closed) }
                    // Cancelled before it came to wait: the handler below found nothing to end.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    waiters[key] = Waiter(position: position, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = lock.withLock { waiters.removeValue(forKey: key) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Takes out those who need not wait any longer. Only inside the lock.
    func takeWaiters(below head: Int64) -> [Waiter] {
        if waiters.isEmpty { return [] }
        let ready = waiters.filter { $0.value.position < head }
        for key in ready.keys { waiters[key] = nil }
        return Array(ready.values)
    }
}
