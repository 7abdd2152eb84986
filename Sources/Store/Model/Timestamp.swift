import Glibc

/// A moment in UTC, in ticks of 100 nanoseconds since 1970-01-01T00:00:00Z: the resolution that the
/// original shows (seven digits of a second, `hal-api.md` §1).
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Ticks of 100 ns since the epoch.
    package let ticks: Int64

    /// Ticks in one second.
    package static let ticksPerSecond: Int64 = 10_000_000

    /// The moment that many ticks after the epoch.
    package init(ticks: Int64) { self.ticks = ticks }

    /// The system clock's moment.
    package static func now() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            ticks: Int64(time.tv_sec) &* ticksPerSecond &+ Int64(time.tv_nsec / 100))
    }

    /// The moment `seconds` later (earlier if negative), cut to what a timestamp can say.
    package func advanced(seconds: Int64) -> Timestamp {
        let (wide, overflow) = seconds.multipliedReportingOverflow(by: Self.ticksPerSecond)
        let (sum, past) = ticks.addingReportingOverflow(wide)
        return Timestamp(ticks: overflow || past ? (seconds < 0 ? .min : .max) : sum)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.ticks < right.ticks }
}
