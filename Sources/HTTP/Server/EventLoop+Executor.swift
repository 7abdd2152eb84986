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
            defer { isAwake = true }
            return (!isAwake, false)
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
            defer { isAwake = true }
            return (!isAwake, false)
        }
        if isOver {
            work()
        } else if mustWake {
            wake()
        }
    }

    /// How long to wait for sockets, in milliseconds: not at all while there is something to do. From then on the
    /// loop must be woken.
    func sleepingTime() -> CInt {
        let milliseconds = timeout()
        guard milliseconds != 0 else { return 0 }
        return lock.withLock {
            guard remote.isEmpty, remoteWork.isEmpty, done.isEmpty else { return 0 }
            isAwake = false
            return milliseconds
        }
    }

    func wake() {
        var one: UInt64 = 1
        // It can only fail with the counter at its end, and then the loop is awake.
        _ = unsafe write(wakeEvent.raw, &one, 8)
    }

    /// Takes note that somebody woke the loop.
    func takeWakeUp() {
        var count: UInt64 = 0
        _ = unsafe read(wakeEvent.raw, &count, 8)
    }

    /// What other threads hand over, taken off the lists.
    struct Handover {
        var jobs: [UnownedJob] = []
        var work: [@Sendable () -> Void] = []
        var done: [Later] = []
    }

    /// Runs what other threads handed over.
    func runRemote() {
        var taken = Handover()
        // Swapped out, so that the room for it is made once.
        swap(&taken, &room)
        lock.withLock {
            isAwake = true
            if !remote.isEmpty { swap(&taken.jobs, &remote) }
            if !remoteWork.isEmpty { swap(&taken.work, &remoteWork) }
            if !done.isEmpty { swap(&taken.done, &done) }
        }
        if !taken.done.isEmpty {
            for later in taken.done { conclude(later) }
            taken.done.removeAll(keepingCapacity: true)
        }
        if !taken.work.isEmpty {
            for work in taken.work { work() }
            taken.work.removeAll(keepingCapacity: true)
        }
        if !taken.jobs.isEmpty {
            for job in taken.jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
            taken.jobs.removeAll(keepingCapacity: true)
        }
        swap(&taken, &room)
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
