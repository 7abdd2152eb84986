package import Octets

/// A message, read where it stands: its texts are windows that nobody owns, so that showing one costs neither
/// an allocation nor a reference count. What every rendering of messages is written from.
package struct MessageView: ~Escapable {
    /// Its place in the whole store.
    package let position: Int64
    /// Its place in its stream.
    package let version: Int32
    package let id: UUID
    /// When it was appended.
    package let created: Timestamp
    /// The name of its stream.
    package let stream: Span<UInt8>
    package let type: Span<UInt8>
    /// JSON text, or empty for none.
    package let metadata: Span<UInt8>
    /// Whether the payload is JSON text that was checked before it was stored.
    package let isJSON: Bool
    /// The Content-Type value that the payload came with; empty where it is JSON.
    package let contentType: Span<UInt8>
    /// Nil where the query did not ask for payloads.
    package let payload: Span<UInt8>?
    /// The payload's length in bytes, also where ``payload`` was left out.
    package let payloadLength: Int

    /// The message whose texts stand in `block` as `item` says.
    @_lifetime(copy block)
    init(_ item: Messages.Item, in block: Span<UInt8>) {
        position = item.position
        version = item.version
        id = item.id
        created = item.created
        isJSON = item.isJSON
        payloadLength = item.payloadLength
        let end = item.payloadStart + (item.hasPayload ? item.payloadLength : 0)
        // An item is made of a checked record, so nothing lies outside; if it did, all would be empty.
        guard item.start >= 0, end <= block.count else {
            stream = Span()
            type = Span()
            contentType = Span()
            metadata = Span()
            payload = nil
            return
        }
        stream = unsafe block.extracting(unchecked: item.start, item.typeStart)
        type = unsafe block.extracting(unchecked: item.typeStart, item.contentTypeStart)
        contentType = unsafe block.extracting(unchecked: item.contentTypeStart, item.metadataStart)
        metadata = unsafe block.extracting(unchecked: item.metadataStart, item.payloadStart)
        payload =
            unsafe item.hasPayload ? block.extracting(unchecked: item.payloadStart, end) : nil
    }

    /// A message that is a value.
    @_lifetime(borrow message)
    package init(_ message: borrowing Message) {
        position = message.position
        version = message.version
        id = message.id
        created = message.created
        payloadLength = message.payloadLength
        // The message owns what each of these shows.
        stream = unsafe _overrideLifetime(message.stream.bytes.span, borrowing: message)
        type = unsafe _overrideLifetime(message.type.span, borrowing: message)
        metadata = unsafe _overrideLifetime(message.metadata.span, borrowing: message)
        switch message.format {
        case .json:
            isJSON = true
            contentType = Span()
        case .other(let type):
            isJSON = false
            contentType = unsafe _overrideLifetime(type.span, borrowing: message)
        }
        if let bytes = message.payload?.bytes {
            payload = unsafe _overrideLifetime(bytes.span, borrowing: message)
        } else {
            payload = nil
        }
    }
}

extension Span where Element == UInt8 {
    /// The bytes from one index to another, which are inside and in order.
    @unsafe @inline(__always)
    @_lifetime(copy self)
    fileprivate func extracting(unchecked start: Int, _ end: Int) -> Span<UInt8> {
        unsafe extracting(unchecked: Range(uncheckedBounds: (start, end)))
    }
}
