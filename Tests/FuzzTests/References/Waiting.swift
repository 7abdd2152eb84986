import Dispatch
import TestSupport

/// What an asynchronous function comes to, for a caller that cannot suspend, as libFuzzer's cannot. The work
/// runs on threads of its own: the caller may hold one of the runtime's few.
func waiting<Value: Sendable>(
    for work: @escaping @Sendable () async throws -> Value
) throws -> Value {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome<Value>()
    Task.detached(executorPreference: BlockingThreads.shared) {
        do { outcome.result = .success(try await work()) } catch {
            outcome.result = .failure(error)
        }
        done.signal()
    }
    done.wait()
    guard let result = outcome.result else { throw Contradiction("a task ended without a result") }
    return try result.get()
}

/// Where the task leaves its result.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
    // Written before the semaphore is signalled, read behind it.
    var result: Result<Value, any Error>?
}
