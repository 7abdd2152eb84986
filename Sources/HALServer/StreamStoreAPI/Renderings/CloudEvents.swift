import HTTP
import JSON
import Octets
import Store

/// Messages as CloudEvents 1.0 in their JSON format (`hal-api.md` §15.2).
enum CloudEvents {
    /// A page's messages in the order of reading, as a batch.
    static func batch(_ messages: [Message], _ hrefs: Hrefs) -> Bytes {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: messages))
        writer.append("[")
        let messages = messages.span
        for index in messages.indices {
            if index > 0 { writer.append(",") }
            writer.append(event: messages[index], hrefs)
        }
        writer.append("]")
        return writer.finish()
    }

    /// The answer that is one message; its payload alone stands beside it.
    static func response(_ message: Message, _ hrefs: Hrefs) -> Response {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: [message]))
        writer.append(event: message, hrefs)
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
    fileprivate mutating func append(event message: Message, _ hrefs: Hrefs) {
        append("{\"specversion\":\"1.0\",\"id\":\"")
        append(message.id)
        // Together with the id this names the event, wherever it was read from: so it begins at the root and
        // is no reference to follow.
        append("\",\"source\":\"/streams/")
        append(segment: message.stream)
        append("\",\"type\":")
        append(jsonString: message.type.span)
        append(",\"subject\":")
        append(jsonString: message.stream.bytes.span)
        append(",\"time\":\"")
        append(message.created)
        append("\"")
        switch message.format {
        case .json: append(",\"datacontenttype\":\"application/json\"")
        // What is no media type may not stand there.
        case .other(let contentType) where message.format.essence.isMediaType:
            append(",\"datacontenttype\":")
            append(jsonString: contentType.span)
        case .other: break
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
            append(jsonString: message.metadata.span)
        }
        append(dataOf: message, hrefs)
        append("}")
    }

    /// Writes the data, or where it is if it was not asked for.
    private mutating func append(dataOf message: Message, _ hrefs: Hrefs) {
        switch (message.payload, message.format) {
        case (let payload?, .json):
            append(",\"data\":")
            append(payload.bytes)
        case (let payload?, .other):
            append(",\"data_base64\":\"")
            append(base64: payload.bytes.span)
            append("\"")
        case (nil, _):
            append(",\"dataref\":\"")
            append(message: Int64(message.version), of: message.stream, hrefs)
            append("/payload\"")
        }
    }
}
