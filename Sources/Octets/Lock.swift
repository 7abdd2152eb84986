public import Glibc

/// A mutual-exclusion lock over `pthread_mutex_t`. The standard library's `Mutex` would do, but
/// ThreadSanitizer does not see its futex and reports races that are none.
@safe public final class Lock: @unchecked Sendable {
    // Guarded by itself: pthread mutexes and conditions may be used from any thread.
    @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// An open lock.
    public init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe condition.deallocate()
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` while no other thread is inside.
    @inlinable public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Gives the lock up until another thread calls ``signal()`` or ``broadcast()``, or until the monotonic
    /// clock passes `deadline`. Only inside ``withLock(_:)``; a wake-up may be spurious, so wait in a loop.
    public func wait(until deadline: MonotonicInstant? = nil) {
        guard let deadline else {
            unsafe pthread_cond_wait(condition, mutex)
            return
        }
        var time = timespec()
        time.tv_sec = Int(deadline.nanoseconds / 1_000_000_000)
        time.tv_nsec = Int(deadline.nanoseconds % 1_000_000_000)
        unsafe pthread_cond_timedwait(condition, mutex, &time)
    }

    /// Wakes one waiting thread.
    public func signal() { unsafe pthread_cond_signal(condition) }

    /// Wakes every waiting thread.
    public func broadcast() { unsafe pthread_cond_broadcast(condition) }
}
