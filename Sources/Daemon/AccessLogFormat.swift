import HTTP
import Octets
import Store

/// How a request's line looks.
enum AccessLogFormat: Sendable {
    case text
    case json

    /// The longest value of a peer's own making that a line shows, in bytes: a line has at most 2 KiB.
    private static let valueLimit = 600

    /// Writes the line with its end.
    func write(_ record: RequestRecord, at time: Timestamp, to writer: inout ByteWriter) {
        switch self {
        case .text: Self.text(record, time, &writer)
        case .json: Self.json(record, time, &writer)
        }
    }

    private static func text(
        _ record: RequestRecord, _ time: Timestamp, _ writer: inout ByteWriter
    ) {
        writer.append(time)
        writer.append(" ")
        writer.append(record.peer)
        writer.append(" \"")
        escape(record.method, into: &writer)
        writer.append(" ")
        escape(record.target, into: &writer)
        writer.append(record.version == .http10 ? " HTTP/1.0\" " : " HTTP/1.1\" ")
        writer.append(decimal: record.status?.code ?? 0)
        writer.append(" ")
        writer.append(decimal: record.bytesSent)
        writer.append(" ")
        milliseconds(record.microseconds, into: &writer)
        writer.append("ms \"")
        escape(record.userAgent ?? "-", into: &writer)
        writer.append("\"\n")
    }

    private static func json(
        _ record: RequestRecord, _ time: Timestamp, _ writer: inout ByteWriter
    ) {
        writer.append("{\"ts\":\"")
        writer.append(time)
        writer.append("\",\"level\":\"info\",\"msg\":\"request\",\"method\":\"")
        escape(record.method, into: &writer)
        writer.append("\",\"target\":\"")
        escape(record.target, into: &writer)
        if let route = record.route {
            writer.append("\",\"route\":\"")
            writer.append(route)
        }
        writer.append("\",\"status\":")
        writer.append(decimal: record.status?.code ?? 0)
        writer.append(",\"bytes\":")
        writer.append(decimal: record.bytesSent)
        writer.append(",\"dur_ms\":")
        milliseconds(record.microseconds, into: &writer)
        writer.append(",\"remote\":\"")
        writer.append(record.peer)
        writer.append("\",\"agent\":\"")
        escape(record.userAgent ?? "", into: &writer)
        writer.append("\"}\n")
    }

    private static func milliseconds(_ microseconds: UInt64, into writer: inout ByteWriter) {
        writer.append(decimal: microseconds / 1000)
        writer.append(".")
        writer.append(padded: Int(truncatingIfNeeded: microseconds % 1000), width: 3)
    }

    /// Writes a peer's bytes so that they can neither end the line nor speak to a terminal: `\u00XX` for
    /// controls, DEL, 8-bit bytes, quote and backslash, which JSON reads as well.
    private static func escape(_ value: Bytes, into writer: inout ByteWriter) {
        let span = value[0..<valueLimit].span
        for index in span.indices {
            let byte = span[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                writer.append(byte)
                continue
            }
            writer.append("\\u00")
            for nibble in [byte >> 4, byte & 15] {
                writer.append(
                    nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a"))
            }
        }
        if value.count > valueLimit { writer.append("...") }
    }
}
