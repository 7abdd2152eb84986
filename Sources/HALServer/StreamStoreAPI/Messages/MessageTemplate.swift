import JSON
import Octets
import Schemas
import Store

/// What the embedded messages of one stream have in common, made once for a run of them: a page of a stream is
/// the hottest loop of this API, and only ids, numbers, moments and payloads differ from one item to the next.
struct MessageTemplate {
    private let hrefs: Hrefs
    private let style: PayloadStyle
    /// The name of the stream that the following are made for.
    private var stream = Bytes()
    /// `,"streamId":"a","streamVersion":`
    private var name = Bytes()
    /// `,"_links":{"streamStore:message":{"href":"../streams/a/`
    private var href = Bytes()
    /// `","type":"application/hal+json","title":"a@`
    private var title = Bytes()
    /// `,"streamStore:feed":{…},"streamStore:payload":{"href":"../streams/a/`
    private var feed = Bytes()
    /// `/payload","type":"application/json"},"curies":[…]}}`
    private let jsonEnd: Bytes

    private static let linkStart: StaticString = ",\"_links\":{\"streamStore:message\":"

    init(_ hrefs: Hrefs, _ style: PayloadStyle) {
        self.hrefs = hrefs
        self.style = style
        var end = ByteWriter(capacity: 256)
        end.append("/payload\",\"type\":\"application/json\"},")
        end.append(hrefs.curies)
        end.append("}}")
        jsonEnd = end.finish()
    }

    /// Writes a message as it stands embedded in a page (`hal-api.md` §5.2).
    mutating func write(_ message: borrowing MessageView, into writer: inout ByteWriter) {
        if !stream.span.hasSameBytes(as: message.stream) { prepare(message.stream) }
        writer.append("{\"messageId\":\"")
        writer.append(message.id)
        writer.append("\",\"createdUtc\":\"")
        writer.append(message.created)
        writer.append("\",\"position\":")
        writer.append(decimal: message.position)
        writer.append(name.span)
        let start = writer.count
        writer.append(decimal: message.version)
        let version = start..<writer.count
        writer.append(",\"type\":")
        writer.append(jsonString: message.type)
        writer.append(contentOf: message, style)
        let linkStart = writer.count + Self.linkStart.utf8CodeUnitCount
        writer.append(href.span)
        writer.append(repeating: version)
        writer.append(title.span)
        writer.append(repeating: version)
        writer.append("\"}")
        let link = linkStart..<writer.count
        writer.append(",\"self\":")
        writer.append(repeating: link)
        writer.append(feed.span)
        writer.append(repeating: version)
        if message.isJSON {
            writer.append(jsonEnd.span)
        } else {
            let essence = message.essence
            writer.append("/payload\",\"type\":")
            writer.append(jsonString: essence.span)
            writer.append("},")
            writer.append(hrefs.curies)
            writer.append("}}")
        }
    }

    private mutating func prepare(_ stream: Span<UInt8>) {
        self.stream = Bytes(copying: stream)
        var name = ByteWriter(capacity: 64)
        name.append(",\"streamId\":")
        name.append(jsonString: stream)
        name.append(",\"streamVersion\":")
        self.name = name.finish()

        var href = ByteWriter(capacity: 96)
        href.append(Self.linkStart)
        href.append("{\"href\":\"")
        let address = href.count
        href.append(hrefs.streams)
        href.append(segment: stream)
        href.append("/")
        self.href = href.finish()

        var title = ByteWriter(capacity: 64)
        title.append("\",\"type\":\"application/hal+json\",\"title\":")
        title.append(jsonString: stream)
        // The closing quote makes room for the version.
        title.truncate(to: title.count - 1)
        title.append("@")
        self.title = title.finish()

        var feed = ByteWriter(capacity: 256)
        feed.append(",\"streamStore:feed\":{\"href\":\"")
        feed.append(self.href[address..<(self.href.count - 1)])
        feed.append("\",\"type\":\"application/hal+json\",\"title\":")
        feed.append(jsonString: stream)
        feed.append("},\"streamStore:payload\":{\"href\":\"")
        feed.append(self.href[address..<self.href.count])
        self.feed = feed.finish()
    }
}
