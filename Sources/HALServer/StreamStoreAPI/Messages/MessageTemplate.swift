import JSON
import Octets
import Schemas
import Store

/// What the embedded messages of one stream have in common, made once for a run of them: a page of a stream is
/// the hottest loop of this API, and only ids, numbers, moments and payloads differ from one item to the next.
struct MessageTemplate: ~Copyable {
    private let hrefs: Hrefs
    private let style: PayloadStyle
    private var moments = MomentWriter()
    /// The name of the stream that the following are made for.
    private var stream = ByteWriter(capacity: 64)
    /// `,"streamId":"a","streamVersion":`
    private var name = ByteWriter(capacity: 128)
    private var type = MemberText(",\"type\":")
    private var links: MessageLinks

    init(_ hrefs: Hrefs, _ style: PayloadStyle) {
        self.hrefs = hrefs
        self.style = style
        links = MessageLinks(hrefs)
    }

    /// Writes a message as it stands embedded in a page (`hal-api.md` §5.2).
    mutating func write(_ message: borrowing MessageView, into writer: inout ByteWriter) {
        if !stream.span.hasSameBytes(as: message.stream) { prepare(message.stream) }
        writer.append("{\"messageId\":\"")
        writer.append(message.id)
        writer.append("\",\"createdUtc\":\"")
        moments.write(message.created, into: &writer)
        writer.append("\",\"position\":")
        writer.append(decimal: message.position)
        writer.append(name.span)
        let start = writer.count
        writer.append(decimal: message.version)
        let version = start..<writer.count
        type.write(message.type, into: &writer)
        writer.append(contentOf: message, style)
        if message.isJSON {
            links.write(version, of: message.stream, into: &writer)
        } else {
            let essence = message.essence
            links.write(
                version, of: message.stream, payloadType: essence.span, into: &writer)
        }
    }

    private mutating func prepare(_ stream: Span<UInt8>) {
        self.stream.removeAll()
        self.stream.append(stream)
        name.removeAll()
        name.append(",\"streamId\":")
        name.append(jsonString: stream)
        name.append(",\"streamVersion\":")
        links.forget()
    }
}

/// A member whose value is mostly the same as the last time.
private struct MemberText: ~Copyable {
    private var text: ByteWriter
    /// Where the value begins.
    private let start: Int
    /// Whether the value stands there without escapes, so that it tells whether another is the same.
    private var isPlain = false

    /// A member that begins so, up to its value.
    init(_ name: StaticString) {
        text = ByteWriter(capacity: 64)
        text.append(name)
        start = text.count
    }

    /// Writes the member with this value.
    mutating func write(_ value: Span<UInt8>, into writer: inout ByteWriter) {
        let isSame =
            isPlain && text.count == start + value.count + 2
            && text.span.extracting((start + 1)..<(text.count - 1)).hasSameBytes(as: value)
        if !isSame {
            text.truncate(to: start)
            text.append(jsonString: value)
            isPlain = text.count == start + value.count + 2
        }
        writer.append(text.span)
    }
}
