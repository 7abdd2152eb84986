import HTTP
import JSON
import Octets
import Schemas
import Store

/// The hottest loop of this API: a page is twenty of these. Everything here writes finished JSON straight
/// into the output, and what a message repeats is copied from where it was written first.
extension ByteWriter {
    /// Writes the members of a message's state, without braces. Returns where the stream's name stands,
    /// escaped and without its quotes.
    mutating func append(stateOf message: Message, _ style: PayloadStyle) -> Range<Int> {
        append("\"messageId\":\"")
        append(message.id)
        append("\",\"createdUtc\":\"")
        append(message.created)
        append("\",\"position\":")
        append(decimal: message.position)
        append(",\"streamId\":")
        let start = count
        append(jsonString: message.stream.bytes.span)
        let name = (start + 1)..<(count - 1)
        append(",\"streamVersion\":")
        append(decimal: message.version)
        append(",\"type\":")
        append(jsonString: message.type.span)
        switch message.format {
        case .json:
            if let payload = message.payload { append(json: payload.bytes, "payload", style) }
        case .other(let contentType):
            append(",\"contentType\":")
            append(jsonString: contentType.span)
            append(",\"contentLength\":")
            append(decimal: message.payloadLength)
        }
        if style == .string || !message.metadata.isEmpty {
            append(json: message.metadata, "metadata", style)
        }
        return name
    }

    /// Writes a message as it stands embedded in a page (`hal-api.md` §5.2).
    mutating func append(embedded message: Message, _ hrefs: Hrefs, _ style: PayloadStyle) {
        append("{")
        let name = append(stateOf: message, style)
        append(",\"_links\":{\"streamStore:message\":")
        let start = count
        append("{\"href\":\"")
        append(hrefs.streams)
        let segmentStart = count
        append(segment: message.stream)
        let segment = segmentStart..<count
        append("/")
        append(decimal: message.version)
        append("\",\"type\":\"application/hal+json\",\"title\":\"")
        append(repeating: name)
        append("@")
        append(decimal: message.version)
        append("\"}")
        let link = start..<count
        append(",\"self\":")
        append(repeating: link)
        append(",\"streamStore:feed\":{\"href\":\"")
        append(hrefs.streams)
        append(repeating: segment)
        append("\",\"type\":\"application/hal+json\",\"title\":\"")
        append(repeating: name)
        append("\"},\"streamStore:payload\":{\"href\":\"")
        append(hrefs.streams)
        append(repeating: segment)
        append("/")
        append(decimal: message.version)
        append("/payload\",\"type\":")
        append(jsonString: message.format.essence.span)
        append("},")
        append(hrefs.curies)
        append("}}")
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
        let isRising = messages.count > 1 && messages[0].position < messages[1].position
        for index in messages.indices {
            let place = isRising ? messages.count - 1 - index : index
            json.prepareValue()
            json.bytes.append(embedded: messages[place], hrefs, style)
        }
        json.endArray()
    }

    /// The bytes that a page of these messages will probably need.
    static func capacity(for messages: [Message]) -> Int {
        var capacity = 4096
        let messages = messages.span
        for index in messages.indices {
            // Beside its texts an item is this long; quotes in a payload grow by a backslash.
            capacity += 1100 + messages[index].metadata.count
            capacity += messages[index].payload == nil ? 0 : messages[index].payloadLength * 5 / 4
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
