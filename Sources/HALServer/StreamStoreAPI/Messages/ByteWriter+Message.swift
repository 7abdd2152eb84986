import HTTP
import JSON
import Octets
import Schemas
import Store

/// Messages as JSON, written straight into the output.
extension ByteWriter {
    /// Writes the members of a message's state, without braces.
    mutating func append(stateOf message: Message, _ style: PayloadStyle) {
        append("\"messageId\":\"")
        append(message.id)
        append("\",\"createdUtc\":\"")
        append(message.created)
        append("\",\"position\":")
        append(decimal: message.position)
        append(",\"streamId\":")
        append(jsonString: message.stream.bytes.span)
        append(",\"streamVersion\":")
        append(decimal: message.version)
        append(",\"type\":")
        append(jsonString: message.type.span)
        append(
            message.payload, of: message.payloadLength, as: message.format,
            metadata: message.metadata, style)
    }

    /// Writes the members that tell what a message carries, behind others. It takes the parts, since a message
    /// as a whole would be copied with all that it owns retained.
    mutating func append(
        _ payload: Payload?, of length: Int, as format: Payload.Format, metadata: Bytes,
        _ style: PayloadStyle
    ) {
        switch format {
        case .json:
            if let payload { append(json: payload.bytes, "payload", style) }
        case .other(let contentType):
            append(",\"contentType\":")
            append(jsonString: contentType.span)
            append(",\"contentLength\":")
            append(decimal: length)
        }
        if style == .string || !metadata.isEmpty {
            append(json: metadata, "metadata", style)
        }
    }

    /// Writes stored JSON as a member that is not the first.
    mutating func append(json: Bytes, _ name: StaticString, _ style: PayloadStyle) {
        append(",\"")
        append(name)
        append("\":")
        switch style {
        case .string: append(jsonString: json.span)
        case .object: append(json)
        }
    }
}

extension HALDocument {
    /// Embeds a page's messages, the newest first whichever way they were read.
    mutating func embed(_ messages: [Message], _ hrefs: Hrefs, _ style: PayloadStyle) {
        name(Relation.message)
        json.beginArray()
        // Through a span: an array would hand out a copy of each message, with all that it owns retained.
        let messages = messages.span
        var template = MessageTemplate(hrefs, style)
        let isRising = messages.count > 1 && messages[0].position < messages[1].position
        for index in messages.indices {
            let place = isRising ? messages.count - 1 - index : index
            json.prepareValue()
            template.write(messages, at: place, into: &json.bytes)
        }
        json.endArray()
    }

    /// The bytes that a page of these messages will probably need.
    static func capacity(for messages: [Message]) -> Int {
        var capacity = 4096
        let messages = messages.span
        // A page shows the payloads of all its messages, or of none.
        let showsPayloads = !messages.isEmpty && messages[0].payload != nil
        for index in messages.indices {
            // Beside its texts an item is this long; quotes in a payload grow by a backslash.
            capacity += 1100 + messages[index].metadata.count
            if showsPayloads { capacity += messages[index].payloadLength * 5 / 4 }
        }
        return capacity
    }
}

extension Payload.Format {
    /// The media type without parameters, as links show it.
    var essence: Bytes {
        switch self {
        case .json: MediaType.json.essence
        case .other(let contentType):
            MediaType(contentType: contentType)?.essence ?? MediaType.octetStream.essence
        }
    }
}
