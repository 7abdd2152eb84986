import HTTP
import Octets
import Store

/// One line of the log. Everything that comes from outside is escaped: a line is a line, whatever a peer
/// sent, and no terminal does what it says.
struct LogLine: ~Copyable {
    private var writer = ByteWriter(capacity: 512)
    private let isJSON: Bool

    private init(isJSON: Bool) { self.isJSON = isJSON }

    /// The line of a request.
    static func request(
        _ record: borrowing RequestRecord, at moment: Timestamp, json: Bool
    ) -> Bytes {
        var line = LogLine(isJSON: json)
        if json { line.describe(record, moment) } else { line.narrate(record, moment) }
        return line.end()
    }

    /// The line of something that happened to the server.
    static func event(_ message: String, at moment: Timestamp, json: Bool) -> Bytes {
        var line = LogLine(isJSON: json)
        if json {
            line.writer.append("{\"ts\":\"")
            line.writer.append(moment)
            line.writer.append("\",\"level\":\"info\"")
            line.field("msg", Bytes(message), most: 1500)
            line.writer.append("}")
        } else {
            line.writer.append(moment)
            line.writer.append(" ")
            line.escape(Bytes(message).span, most: 1500, sparesQuotes: true)
        }
        return line.end()
    }

    /// The line of a request as the file store's original has lines: time, level, message.
    static func request(
        _ record: borrowing RequestRecord, at moment: Timestamp, level: LogLevel
    ) -> Bytes {
        var line = LogLine(isJSON: false)
        line.begin(moment, level)
        line.tell(record)
        return line.end()
    }

    /// The line of something that happened to the server, as the file store's original has lines.
    static func event(_ message: String, at moment: Timestamp, level: LogLevel) -> Bytes {
        var line = LogLine(isJSON: false)
        line.begin(moment, level)
        line.escape(Bytes(message).span, most: 1500, sparesQuotes: true)
        return line.end()
    }

    /// `2026-01-01T00:00:00.500000+0000 DEBUG `.
    private mutating func begin(_ moment: Timestamp, _ level: LogLevel) {
        let parts = moment.parts
        for (index, part) in parts.date.enumerated() {
            if index > 0 { writer.append("-") }
            writer.append(padded: part, width: index == 0 ? 4 : 2)
        }
        for (index, part) in parts.time.enumerated() {
            writer.append(index == 0 ? "T" : ":")
            writer.append(padded: part, width: 2)
        }
        writer.append(".")
        writer.append(padded: parts.microsecond, width: 6)
        writer.append("+0000 ")
        writer.append(Bytes(level.name))
        writer.append(" ")
    }

    private consuming func end() -> Bytes {
        writer.append("\n")
        return writer.finish()
    }

    private mutating func narrate(_ record: borrowing RequestRecord, _ moment: Timestamp) {
        writer.append(moment)
        writer.append(" ")
        tell(record)
    }

    private mutating func tell(_ record: borrowing RequestRecord) {
        writer.append(record.peer)
        writer.append(" \"")
        escape(record.method.span, most: 40)
        writer.append(" ")
        escape(record.target.span, most: 700)
        writer.append("\" ")
        if let status = record.status {
            writer.append(decimal: status.code)
        } else {
            writer.append("-")
        }
        writer.append(" ")
        writer.append(decimal: record.bytesSent)
        writer.append(" ")
        writer.append(decimal: record.microseconds)
        writer.append("us \"")
        if let agent = record.userAgent { escape(agent.span, most: 300) }
        writer.append("\" \"")
        if let referer = record.referer { escape(referer.span, most: 400) }
        writer.append("\"")
        if let route = record.route {
            writer.append(" route=")
            escape(Bytes(route).span, most: 150)
        }
        if let trace = record.trace {
            writer.append(" trace_id=")
            writer.append(trace: trace)
            writer.append(" span_id=")
            writer.append(hex: trace.span)
        }
    }

    private mutating func describe(_ record: borrowing RequestRecord, _ moment: Timestamp) {
        writer.append("{\"ts\":\"")
        writer.append(moment)
        writer.append("\",\"level\":\"info\",\"msg\":\"request\"")
        field("method", record.method, most: 40)
        field("target", record.target, most: 700)
        if let route = record.route { field("route", Bytes(route), most: 150) }
        if let status = record.status {
            writer.append(",\"status\":")
            writer.append(decimal: status.code)
        }
        writer.append(",\"bytes\":")
        writer.append(decimal: record.bytesSent)
        writer.append(",\"dur_ms\":")
        writer.append(decimal: record.microseconds / 1000)
        writer.append(".")
        writer.append(padded: Int(record.microseconds % 1000), width: 3)
        field("remote", Bytes(record.peer), most: 64)
        if let agent = record.userAgent { field("agent", agent, most: 300) }
        if let referer = record.referer { field("referer", referer, most: 300) }
        if let trace = record.trace {
            writer.append(",\"trace_id\":\"")
            writer.append(trace: trace)
            writer.append("\",\"span_id\":\"")
            writer.append(hex: trace.span)
            if let parent = trace.parent {
                writer.append("\",\"parent_span_id\":\"")
                writer.append(hex: parent)
            }
            writer.append("\"")
        }
        writer.append("}")
    }

    private mutating func field(_ name: StaticString, _ value: Bytes, most: Int) {
        writer.append(",\"")
        writer.append(name)
        writer.append("\":\"")
        escape(value.span, most: most)
        writer.append("\"")
    }

    /// Writes a value of which nothing but printable ASCII stays as it is, cut to `most` bytes.
    private mutating func escape(
        _ value: Span<UInt8>, most: Int, sparesQuotes: Bool = false
    ) {
        let end = writer.count + most
        for index in value.indices {
            guard writer.count < end - 8 else {
                writer.append("...")
                return
            }
            let byte = value[index]
            switch byte {
            case UInt8(ascii: "\"") where sparesQuotes: writer.append(byte)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                writer.append(UInt8(ascii: "\\"))
                writer.append(byte)
            case 0x20..<0x7F: writer.append(byte)
            default:
                writer.append(isJSON ? "\\u00" : "\\x")
                for nibble in [byte >> 4, byte & 15] {
                    writer.append(
                        nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a"))
                }
            }
        }
    }
}
