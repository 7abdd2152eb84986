import Glibc
import Octets

/// Runs tasks on threads that may block, one for each part of a task. The runtime has a thread for each core
/// alone: two tests that wait on a socket there would stop all the others.
package final class BlockingThreads: TaskExecutor, Sendable {
    package static let shared = BlockingThreads()

    private final class Job {
        let job: UnownedJob
        init(_ job: UnownedJob) { self.job = job }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let opaque = unsafe Unmanaged.passRetained(Job(UnownedJob(job))).toOpaque()
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle, nil,
            { opaque in
                guard let opaque = unsafe opaque else { return nil }
                let job = unsafe Unmanaged<Job>.fromOpaque(opaque).takeRetainedValue().job
                unsafe job.runSynchronously(on: BlockingThreads.shared.asUnownedTaskExecutor())
                return nil
            }, opaque)
        guard code == 0 else { abort() }
        pthread_detach(handle)
    }
}

/// Runs `body` where it may block.
package func blocking(_ body: () async throws -> Void) async throws {
    try await withTaskExecutorPreference(BlockingThreads.shared) { try await body() }
}
