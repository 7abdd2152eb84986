package import Octets

/// A moment with the precision of HTTP: whole seconds (RFC 9110 §5.6.7).
package struct HTTPDate: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let seconds: Int64

    /// The moment this many seconds after 1970-01-01T00:00:00Z.
    package init(seconds: Int64) { self.seconds = seconds }

    package static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.seconds < right.seconds }

    /// The IMF-fixdate as a field value: `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var field: HeaderValue {
        var writer = ByteWriter(capacity: 32)
        write(to: &writer)
        return HeaderValue(writer.finish()) ?? ""
    }

    /// Writes the IMF-fixdate: 29 bytes. Years outside 0 to 9999 have no such date and are cut to it.
    package func write(to writer: inout ByteWriter) {
        // 0000-01-01 and 9999-12-31T23:59:59Z.
        let seconds = Swift.min(Swift.max(seconds, -62_167_219_200), 253_402_300_799)
        let (days, second) = seconds.flooredDivision(by: 86_400)
        let (_, weekday) = (days + 4).flooredDivision(by: 7)
        let date = CivilDate(daysSinceEpoch: days)
        Self.name(weekday, of: "SunMonTueWedThuFriSat", to: &writer)
        writer.append(", ")
        writer.append(padded: Int(date.day), width: 2)
        writer.append(" ")
        Self.name(date.month - 1, of: "JanFebMarAprMayJunJulAugSepOctNovDec", to: &writer)
        writer.append(" ")
        writer.append(padded: Int(date.year), width: 4)
        writer.append(" ")
        writer.append(padded: Int(second / 3_600), width: 2)
        writer.append(":")
        writer.append(padded: Int(second / 60 % 60), width: 2)
        writer.append(":")
        writer.append(padded: Int(second % 60), width: 2)
        writer.append(" GMT")
    }

    private static func name(_ index: Int64, of table: Bytes, to writer: inout ByteWriter) {
        let start = Int(index) * 3
        writer.append(table[start..<(start + 3)])
    }
}
