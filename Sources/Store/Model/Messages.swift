import Octets

/// The messages of a page: all their texts in one block of bytes, and for each message some numbers that say
/// where its texts stand. However many they are, they have two allocations and one owner.
///
/// Whoever writes them out looks at each in place (``view(at:)``). As a collection they are ``Message`` values,
/// made where somebody asks for one, which share the block.
package struct Messages: Sendable {
    /// What is known of a message beside its texts. They stand in the block one behind the other, as in a
    /// record of the log: stream, type, content type, metadata, payload.
    struct Item {
        let position: Int64
        let version: Int32
        let isJSON: Bool
        /// Whether the payload stands in the block.
        let hasPayload: Bool
        let id: UUID
        let created: Timestamp
        /// Where the first text begins. The lengths are none of them below zero.
        let start: Int
        let streamLength: Int
        let typeLength: Int
        let contentTypeLength: Int
        let metadataLength: Int
        let payloadLength: Int

        var typeStart: Int { start + streamLength }
        var contentTypeStart: Int { typeStart + typeLength }
        var metadataStart: Int { contentTypeStart + contentTypeLength }
        var payloadStart: Int { metadataStart + metadataLength }
    }

    private let block: Bytes
    private let items: ContiguousArray<Item>

    init(_ items: ContiguousArray<Item>, in block: Bytes) {
        self.items = items
        self.block = block
    }

    /// No messages.
    package init() { self.init([], in: Bytes()) }

    /// How many there are.
    package var count: Int { items.count }

    /// Whether there are none.
    package var isEmpty: Bool { items.isEmpty }

    /// The bytes of all their texts, and some more where they came out of a log.
    package var size: Int { block.count }

    /// Whether they were read forwards.
    package var isRising: Bool { items.count > 1 && items[0].position < items[1].position }

    /// Whether their payloads were asked for.
    package var havePayloads: Bool { !items.isEmpty && items[0].hasPayload }

    /// A message where it stands. The index must be inside.
    @_lifetime(borrow self)
    package func view(at index: Int) -> MessageView { MessageView(items[index], in: block.span) }

    /// Whether every message is of that stream.
    func areAll(of stream: StreamID) -> Bool {
        let name = stream.bytes.span
        let block = block.span
        let items = items.span
        for index in items.indices
        where !block.window(items[index].start, items[index].streamLength).hasSameBytes(as: name) {
            return false
        }
        return true
    }

    /// The place of a message in what was read: its position in the all-stream, its version in one stream.
    package func place(at index: Int, of source: StreamQuery.Source) -> Int64 {
        switch source {
        case .all: items[index].position
        case .stream: Int64(items[index].version)
        }
    }
}

extension Messages: RandomAccessCollection {
    package typealias Indices = Range<Int>
    package var startIndex: Int { 0 }
    package var endIndex: Int { items.count }

    /// A message as a value. The index must be inside.
    package subscript(index: Int) -> Message {
        let item = items[index]
        func text(_ start: Int, _ length: Int) -> Bytes { block[start..<(start + length)] }
        let format: Payload.Format =
            item.isJSON
            ? .json : .other(contentType: text(item.contentTypeStart, item.contentTypeLength))
        return Message(
            position: item.position, stream: StreamID(checked: text(item.start, item.streamLength)),
            version: item.version, id: item.id, type: text(item.typeStart, item.typeLength),
            created: item.created, metadata: text(item.metadataStart, item.metadataLength),
            format: format, payloadLength: item.payloadLength,
            payload: item.hasPayload
                ? Payload(format, text(item.payloadStart, item.payloadLength)) : nil)
    }
}

extension Messages: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Message...) {
        self.init(elements)
    }

    /// Copies of these.
    package init(_ messages: [Message]) {
        var writer = MessagesWriter(count: messages.count)
        for message in messages { writer.append(message, includesPayload: true) }
        self = writer.finish()
    }
}
