package import Octets

/// Writes the head of an answer (RFC 9112 §4), and the frames of a chunked body. What frames the message is
/// written here alone: such fields of a handler are left out.
package enum ResponseSerializer {
    /// The interim answer that lets a peer send its body.
    package static let hundredContinue: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// Writes status line and fields, the empty line included. `date` is an IMF-fixdate.
    package static func writeHead(
        status: Status, headers: Headers, framing: ResponseFraming,
        connection: ConnectionDirective, date: Span<UInt8>, to writer: inout ByteWriter
    ) {
        if status.code == 200 {
            writer.append("HTTP/1.1 200 OK\r\nDate: ")
        } else {
            writer.append("HTTP/1.1 ")
            writer.append(decimal: Int(status.code))
            writer.append(" ")
            writer.append(status.reason)
            writer.append("\r\nDate: ")
        }
        writer.append(date)
        writer.append("\r\n")
        headers.write(to: &writer)
        switch framing {
        case .none, .untilClose: break
        case .chunked: writer.append("Transfer-Encoding: chunked\r\n")
        case .length(let length):
            writer.append("Content-Length: ")
            writer.append(decimal: length)
            writer.append("\r\n")
        }
        switch connection {
        case .implied: writer.append("\r\n")
        case .close: writer.append("Connection: close\r\n\r\n")
        case .keepAlive: writer.append("Connection: keep-alive\r\n\r\n")
        }
    }

    /// Writes what stands before a chunk's bytes.
    package static func writeChunkStart(_ count: Int, to writer: inout ByteWriter) {
        var shift = (Int.bitWidth - max(count, 1).leadingZeroBitCount - 1) / 4 * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: count >> shift) & 15
            writer.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
            shift -= 4
        }
        writer.append("\r\n")
    }
}
