import JSON
import Octets

/// The links of the messages of one stream. From one message to the next only the version changes, five times in
/// the same text: it is written over in place, and made anew where it gets another length.
struct MessageLinks: ~Copyable {
    private let hrefs: Hrefs
    /// `,"_links":{…}}` of the message written last.
    private var text = ByteWriter(capacity: 1024)
    /// Where in ``text`` the version stands.
    private var places = InlineArray<5, Int>(repeating: 0)
    /// How many digits the version has; 0 before the first.
    private var digits = 0
    /// Where in ``text`` the address of the payload ends.
    private var payloadEnd = 0

    init(_ hrefs: Hrefs) { self.hrefs = hrefs }

    /// Forgets the text: the following are for another stream.
    mutating func forget() { digits = 0 }

    /// Writes the links of the message whose version stands at `version` in `writer`, behind its other members,
    /// and ends the message. Its payload is JSON.
    mutating func write(
        _ version: Range<Int>, of stream: Span<UInt8>, into writer: inout ByteWriter
    ) {
        set(writer.span.extracting(version), stream)
        writer.append(text.span)
    }

    /// The same for a payload of that type.
    mutating func write(
        _ version: Range<Int>, of stream: Span<UInt8>, payloadType: Span<UInt8>,
        into writer: inout ByteWriter
    ) {
        set(writer.span.extracting(version), stream)
        writer.append(text.span.extracting(0..<payloadEnd))
        writer.append("\",\"type\":")
        writer.append(jsonString: payloadType)
        writer.append("},")
        writer.append(hrefs.curies)
        writer.append("}}")
    }

    private mutating func set(_ version: Span<UInt8>, _ stream: Span<UInt8>) {
        guard version.count == digits else { return prepare(version, stream) }
        for index in places.indices { text.overwrite(version, at: places[index]) }
    }

    private mutating func prepare(_ version: Span<UInt8>, _ stream: Span<UInt8>) {
        digits = version.count
        text.removeAll()
        text.append(",\"_links\":{\"streamStore:message\":")
        let link = text.count
        text.append("{\"href\":\"")
        let address = text.count
        text.append(hrefs.streams)
        text.append(segment: stream)
        let slash = text.count
        text.append("/")
        places[0] = text.count
        text.append(version)
        text.append("\",\"type\":\"application/hal+json\",\"title\":")
        let title = text.count
        text.append(jsonString: stream)
        // The closing quote makes room for the version.
        text.truncate(to: text.count - 1)
        let titleEnd = text.count
        text.append("@")
        places[1] = text.count
        text.append(version)
        text.append("\"}")
        let linkEnd = text.count
        text.append(",\"self\":")
        places[2] = places[0] + text.count - link
        places[3] = places[1] + text.count - link
        text.append(repeating: link..<linkEnd)
        text.append(",\"streamStore:feed\":{\"href\":\"")
        text.append(repeating: address..<slash)
        text.append("\",\"type\":\"application/hal+json\",\"title\":")
        text.append(repeating: title..<titleEnd)
        text.append("\"},\"streamStore:payload\":{\"href\":\"")
        text.append(repeating: address..<(slash + 1))
        places[4] = text.count
        text.append(version)
        text.append("/payload")
        payloadEnd = text.count
        text.append("\",\"type\":\"application/json\"},")
        text.append(hrefs.curies)
        text.append("}}")
    }
}
