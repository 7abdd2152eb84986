import HTTP
import JSON
import Octets
import Store

/// Messages as CloudEvents 1.0 in their JSON format (`hal-api.md` §15.2).
enum CloudEvents {
    /// A page's messages in the order of reading, as a batch.
    static func batch(_ messages: Messages, _ hrefs: Hrefs) -> Bytes {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: messages))
        writer.append("[")
        for index in messages.indices {
            if index > 0 { writer.append(",") }
            writer.append(event: messages.view(at: index), hrefs)
        }
        writer.append("]")
        return writer.finish()
    }

    /// The answer that is one message; its payload alone stands beside it.
    static func response(_ message: Message, _ hrefs: Hrefs) -> Response {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: message))
        writer.append(event: MessageView(message), hrefs)
        var response = Response(.ok, .cloudEvent, writer.finish())
        let payload = message.payloadLink(from: hrefs)
        var field = LinkField()
        field.add(.alternate, type: payload.type, title: payload.title) {
            $0.append(payload.href)
        }
        field.finish(into: &response.headers)
        return response
    }
}

extension ByteWriter {
    fileprivate mutating func append(event message: borrowing MessageView, _ hrefs: Hrefs) {
        append("{\"specversion\":\"1.0\",\"id\":\"")
        append(message.id)
        // Together with the id this names the event, wherever it was read from: so it begins at the root and
        // is no reference to follow.
        append("\",\"source\":\"/streams/")
        append(segment: message.stream)
        append("\",\"type\":")
        append(jsonString: message.type)
        append(",\"subject\":")
        append(jsonString: message.stream)
        append(",\"time\":\"")
        append(message.created)
        append("\"")
        if message.isJSON {
            append(",\"datacontenttype\":\"application/json\"")
        } else if message.essence.isMediaType {
            // What is no media type may not stand there.
            append(",\"datacontenttype\":")
            append(jsonString: message.contentType)
        }
        // The extension "sequence" must sort as text does.
        append(",\"sequence\":\"")
        append(padded: Int(message.version), width: 10)
        append("\",\"streamversion\":")
        append(decimal: message.version)
        // Integers of CloudEvents have 32 bits.
        append(",\"position\":\"")
        append(decimal: message.position)
        append("\"")
        if !message.metadata.isEmpty {
            append(",\"metadata\":")
            append(jsonString: message.metadata)
        }
        append(dataOf: message, hrefs)
        append("}")
    }

    /// Writes the data, or where it is if it was not asked for.
    private mutating func append(dataOf message: borrowing MessageView, _ hrefs: Hrefs) {
        if let payload = message.payload {
            if message.isJSON {
                append(",\"data\":")
                append(payload)
            } else {
                append(",\"data_base64\":\"")
                append(base64: payload)
                append("\"")
            }
        } else {
            append(",\"dataref\":\"")
            append(message: Int64(message.version), of: message.stream, hrefs)
            append("/payload\"")
        }
    }
}
