import CLinux
import Glibc
import Octets
import Synchronization

extension EventLoop {
    /// Takes a task's next part. On the loop's own thread it costs an append; from elsewhere the loop is
    /// woken, once for all that comes before it wakes.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            local.append(job)
            return
        }
        // As soon as the job is on the list it may run, its task end, and the loop with it: nothing but the
        // job's task keeps the loop alive for who hands it over.
        visitors.wrappingAdd(1, ordering: .acquiring)
        defer { visitors.wrappingSubtract(1, ordering: .releasing) }
        let (mustWake, isOver) = lock.withLock {
            guard !isStopped else { return (false, true) }
            remote.append(job)
            defer { isWoken = true }
            return (!isWoken, false)
        }
        if isOver {
            // The task outlived the server. It may end anywhere: no connection is left for it.
            globalConcurrentExecutor.enqueue(ExecutorJob(job))
        } else if mustWake {
            wake()
        }
    }

    /// Has `work` run on the loop's thread, soon. After the loop has ended it runs here.
    func submit(_ work: @escaping @Sendable () -> Void) {
        let (mustWake, isOver) = lock.withLock {
            guard !isStopped else { return (false, true) }
            remoteWork.append(work)
            defer { isWoken = true }
            return (!isWoken, false)
        }
        if isOver {
            work()
        } else if mustWake {
            wake()
        }
    }

    private func wake() {
        var one: UInt64 = 1
        // It can only fail with the counter at its end, and then the loop is awake.
        _ = unsafe write(wakeEvent.raw, &one, 8)
    }

    /// Runs what other threads handed over.
    func runRemote() {
        var count: UInt64 = 0
        _ = unsafe read(wakeEvent.raw, &count, 8)
        let (jobs, work) = lock.withLock {
            isWoken = false
            defer {
                remote.removeAll(keepingCapacity: true)
                remoteWork.removeAll(keepingCapacity: true)
            }
            return (remote, remoteWork)
        }
        for work in work { work() }
        for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs what became ready on this thread. What becomes ready meanwhile runs too, but only a bounded
    /// number of rounds: a task that yields for ever must not keep the loop from its sockets.
    func runLocal() {
        var rounds = 0
        while !local.isEmpty, rounds < 16 {
            let jobs = local
            local = []
            for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
            rounds += 1
        }
    }
}
