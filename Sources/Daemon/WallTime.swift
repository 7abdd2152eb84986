import Glibc
import Octets

/// A moment as logs show it: `2026-03-01T09:30:00.123Z`.
struct WallTime: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    let seconds: Int
    /// The thousandths behind them.
    let milliseconds: Int

    /// The system clock's moment.
    static func now() -> WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    /// Writes the 24 bytes of ISO 8601.
    func write(to writer: inout ByteWriter) {
        var seconds = seconds
        var parts = tm()
        unsafe gmtime_r(&seconds, &parts)
        writer.append(padded: Int(parts.tm_year) + 1900, width: 4)
        writer.append("-")
        writer.append(padded: Int(parts.tm_mon) + 1, width: 2)
        writer.append("-")
        writer.append(padded: Int(parts.tm_mday), width: 2)
        writer.append("T")
        writer.append(padded: Int(parts.tm_hour), width: 2)
        writer.append(":")
        writer.append(padded: Int(parts.tm_min), width: 2)
        writer.append(":")
        writer.append(padded: Int(parts.tm_sec), width: 2)
        writer.append(".")
        writer.append(padded: milliseconds, width: 3)
        writer.append("Z")
    }
}
