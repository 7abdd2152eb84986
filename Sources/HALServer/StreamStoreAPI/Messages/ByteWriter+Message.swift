import HTTP
import JSON
import Octets
import Schemas
import Store

/// Messages as JSON, written straight into the output.
extension ByteWriter {
    /// Writes the members of a message's state, without braces.
    mutating func append(stateOf message: borrowing MessageView, _ style: PayloadStyle) {
        append("\"messageId\":\"")
        append(message.id)
        append("\",\"createdUtc\":\"")
        append(message.created)
        append("\",\"position\":")
        append(decimal: message.position)
        append(",\"streamId\":")
        append(jsonString: message.stream)
        append(",\"streamVersion\":")
        append(decimal: message.version)
        append(",\"type\":")
        append(jsonString: message.type)
        append(contentOf: message, style)
    }

    /// Writes the members that tell what a message carries, behind others.
    mutating func append(contentOf message: borrowing MessageView, _ style: PayloadStyle) {
        if !message.isJSON {
            append(",\"contentType\":")
            append(jsonString: message.contentType)
            append(",\"contentLength\":")
            append(decimal: message.payloadLength)
        } else if let payload = message.payload {
            append(",\"payload\":")
            append(json: payload, style)
        }
        if style == .string || !message.metadata.isEmpty {
            append(",\"metadata\":")
            append(json: message.metadata, style)
        }
    }

    /// Writes stored JSON as a value.
    private mutating func append(json: Span<UInt8>, _ style: PayloadStyle) {
        switch style {
        case .string: append(jsonString: json)
        case .object: append(json)
        }
    }
}

extension HALDocument {
    /// Embeds a page's messages, the newest first whichever way they were read.
    mutating func embed(_ messages: Messages, _ hrefs: Hrefs, _ style: PayloadStyle) {
        name(Relation.message)
        json.beginArray()
        var template = MessageTemplate(hrefs, style)
        let isRising = messages.isRising
        for index in messages.indices {
            json.prepareValue()
            let place = isRising ? messages.count - 1 - index : index
            template.write(messages.view(at: place), into: &json.bytes)
        }
        json.endArray()
    }

    /// The bytes that a page of these messages will probably need. Beside its texts an item is about this long;
    /// quotes in a payload grow by a backslash.
    static func capacity(for messages: Messages) -> Int {
        4096 + messages.count * 1100 + messages.size * 5 / 4
    }

    /// The bytes that a document of one message will probably need.
    static func capacity(for message: Message) -> Int {
        4096 + 1100 + message.metadata.count + (message.payload?.bytes.count ?? 0) * 5 / 4
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

extension Messages {
    /// The index of the message that comes at this place when the newest comes first, whichever way they were
    /// read.
    func newest(_ index: Int) -> Int { isRising ? count - 1 - index : index }
}

extension MessageView {
    /// The payload's media type without parameters, as links show it.
    var essence: Bytes {
        if isJSON { return MediaType.json.essence }
        return Payload.Format.other(contentType: Bytes(copying: contentType)).essence
    }
}
