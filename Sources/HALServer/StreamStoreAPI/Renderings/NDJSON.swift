import HTTP
import JSON
import Octets
import Store

/// Messages one to a line (`hal-api.md` §15.1), for programs that read line by line.
enum NDJSON {
    /// A page's messages in the order of reading. Stored JSON stands as JSON; other payloads, where they were
    /// asked for, in Base64.
    static func page(_ messages: Messages) -> Bytes {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: messages))
        for index in messages.indices { writer.append(line: messages.view(at: index)) }
        return writer.finish()
    }

    /// The names of streams, one object to a line, so that members can be added.
    static func names(_ streams: [StreamID]) -> Bytes {
        var writer = ByteWriter(capacity: 64 * streams.count)
        for stream in streams {
            writer.append("{\"streamId\":")
            writer.append(jsonString: stream.bytes.span)
            writer.append("}\n")
        }
        return writer.finish()
    }
}

extension ByteWriter {
    /// Writes a message and the end of its line.
    fileprivate mutating func append(line message: borrowing MessageView) {
        let start = count
        append("{")
        append(stateOf: message, .object)
        if !message.isJSON, let payload = message.payload {
            append(",\"payloadBase64\":\"")
            append(base64: payload)
            append("\"")
        }
        append("}")
        // Stored JSON may have been sent on several lines. Outside of strings a line's end is a blank, and
        // inside there is none (RFC 8259 §7).
        for byte in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] {
            var from = start
            while let index = span.firstIndex(of: byte, from: from) {
                overwrite(littleEndian: UInt8(ascii: " "), at: index)
                from = index + 1
            }
        }
        append("\n")
    }
}
