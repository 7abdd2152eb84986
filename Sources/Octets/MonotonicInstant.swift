import Glibc

/// A moment on the clock that never jumps. Deadlines are kept in it, dates never.
public struct MonotonicInstant: Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start.
    public let nanoseconds: UInt64

    /// The moment `nanoseconds` after the clock's start.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This moment.
    public static var now: MonotonicInstant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(
            nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    /// The moment `milliseconds` later; the clock's end at the latest.
    public func advanced(milliseconds: UInt64) -> MonotonicInstant {
        let (wide, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, past) = nanoseconds.addingReportingOverflow(wide)
        return MonotonicInstant(nanoseconds: overflow || past ? .max : sum)
    }

    /// How many whole milliseconds this lies before `later`; 0 if it does not.
    public func milliseconds(until later: MonotonicInstant) -> UInt64 {
        later.nanoseconds > nanoseconds ? (later.nanoseconds - nanoseconds) / 1_000_000 : 0
    }

    /// Whether the first is earlier.
    public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
