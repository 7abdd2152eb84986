import JSON
import Octets
import Schemas
import Store

/// What the embedded messages of one stream have in common, made once for a run of them: a page of a stream is
/// the hottest loop of this API, and only ids, numbers, moments and payloads differ from one item to the next.
struct MessageTemplate {
    private let hrefs: Hrefs
    private let style: PayloadStyle
    private var stream: StreamID?
    /// `,"streamId":"a","streamVersion":`
    private var name = Bytes()
    /// `{"href":"../streams/a/`
    private var href = Bytes()
    /// `","type":"application/hal+json","title":"a@`
    private var title = Bytes()
    /// `,"streamStore:feed":{…},"streamStore:payload":{"href":"../streams/a/`
    private var feed = Bytes()
    /// `},"curies":[…]}}`
    private let end: Bytes

    init(_ hrefs: Hrefs, _ style: PayloadStyle) {
        self.hrefs = hrefs
        self.style = style
        var end = ByteWriter(capacity: 256)
        end.append("},")
        end.append(hrefs.curies)
        end.append("}}")
        self.end = end.finish()
    }

    /// Writes a message as it stands embedded in a page (`hal-api.md` §5.2). It is taken through a span, since
    /// it would be copied with all that it owns retained.
    mutating func write(
        _ messages: Span<Message>, at index: Int, into writer: inout ByteWriter
    ) {
        if stream != messages[index].stream { prepare(messages[index].stream) }
        writer.append("{\"messageId\":\"")
        writer.append(messages[index].id)
        writer.append("\",\"createdUtc\":\"")
        writer.append(messages[index].created)
        writer.append("\",\"position\":")
        writer.append(decimal: messages[index].position)
        writer.append(name.span)
        let start = writer.count
        writer.append(decimal: messages[index].version)
        let version = start..<writer.count
        writer.append(",\"type\":")
        writer.append(jsonString: messages[index].type.span)
        writer.append(
            messages[index].payload, of: messages[index].payloadLength, as: messages[index].format,
            metadata: messages[index].metadata, style)
        writer.append(",\"_links\":{\"streamStore:message\":")
        let linkStart = writer.count
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
        writer.append("/payload\",\"type\":")
        switch messages[index].format {
        case .json: writer.append("\"application/json\"")
        case .other: writer.append(jsonString: messages[index].format.essence.span)
        }
        writer.append(end.span)
    }

    private mutating func prepare(_ stream: StreamID) {
        self.stream = stream
        var name = ByteWriter(capacity: 64)
        name.append(",\"streamId\":")
        name.append(jsonString: stream.bytes.span)
        name.append(",\"streamVersion\":")
        self.name = name.finish()

        var href = ByteWriter(capacity: 64)
        href.append("{\"href\":\"")
        href.append(hrefs.streams)
        href.append(segment: stream)
        href.append("/")
        self.href = href.finish()

        var title = ByteWriter(capacity: 64)
        title.append("\",\"type\":\"application/hal+json\",\"title\":")
        title.append(jsonString: stream.bytes.span)
        // The closing quote makes room for the version.
        title.truncate(to: title.count - 1)
        title.append("@")
        self.title = title.finish()

        var feed = ByteWriter(capacity: 256)
        feed.append(",\"streamStore:feed\":")
        feed.append(self.href[0..<(self.href.count - 1)])
        feed.append("\",\"type\":\"application/hal+json\",\"title\":")
        feed.append(jsonString: stream.bytes.span)
        feed.append("},\"streamStore:payload\":")
        feed.append(self.href)
        self.feed = feed.finish()
    }
}
