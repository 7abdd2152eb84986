import Glibc

/// A moment on the clock that never jumps. Deadlines are kept in it, dates never.
package struct MonotonicInstant: Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start.
    package let nanoseconds: UInt64

    /// The moment `nanoseconds` after the clock's start.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This moment.
    package static var now: MonotonicInstant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(
            nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    /// The moment `milliseconds` later; the clock's end at the latest.
    package func advanced(milliseconds: UInt64) -> MonotonicInstant {
        let (wide, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, past) = nanoseconds.addingReportingOverflow(wide)
        return MonotonicInstant(nanoseconds: overflow || past ? .max : sum)
    }

    /// How many whole milliseconds this lies before `later`; 0 if it does not.
    package func milliseconds(until later: MonotonicInstant) -> UInt64 {
        later.nanoseconds > nanoseconds ? (later.nanoseconds - nanoseconds) / 1_000_000 : 0
    }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
