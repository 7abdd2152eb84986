import Octets

/// Gathers the messages of a page.
struct MessagesWriter: ~Copyable {
    /// The texts so far.
    var block: ByteWriter
    private var items: ContiguousArray<Messages.Item> = []

    /// Begins empty, with room for `count` messages of `size` bytes together.
    init(count: Int, size: Int = 1024) {
        block = ByteWriter(capacity: size)
        items.reserveCapacity(count)
    }

    /// Adds a message whose texts stand in ``block`` already.
    mutating func append(_ item: Messages.Item) { items.append(item) }

    /// Adds a copy of a message, with its payload if it has one and that is asked for.
    mutating func append(_ message: Message, includesPayload: Bool) {
        let start = block.count
        var contentType = Bytes()
        if case .other(let type) = message.format { contentType = type }
        block.append(message.stream.bytes)
        block.append(message.type)
        block.append(contentType)
        block.append(message.metadata)
        let payload = includesPayload ? message.payload : nil
        if let payload { block.append(payload.bytes) }
        items.append(
            Messages.Item(
                position: message.position, version: message.version,
                isJSON: message.format == .json, hasPayload: payload != nil, id: message.id,
                created: message.created, start: start,
                streamLength: message.stream.bytes.count, typeLength: message.type.count,
                contentTypeLength: contentType.count, metadataLength: message.metadata.count,
                payloadLength: message.payloadLength))
    }

    /// Ends the gathering.
    consuming func finish() -> Messages {
        let items = items
        return Messages(items, in: block.finish())
    }
}
