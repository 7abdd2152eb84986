import HTTP
import Octets
import Schemas
import Store

/// A page as an Atom feed (RFC 4287), paged (RFC 5005 §3): `hal-api.md` §15.3. References are relative to
/// the address of the page, as everywhere.
struct AtomFeed: Sendable {
    private let view: PageView
    /// What the client calls this server: part of the feed's id.
    private let host: Bytes

    /// The feed of a page that `request` asked for.
    init(_ view: PageView, _ request: Request) {
        self.view = view
        host = request.headers[.host].flatMap { $0.isEmpty ? nil : $0 } ?? "localhost"
    }

    /// Writes the document.
    func document() -> Bytes {
        var writer = ByteWriter(capacity: HALDocument.capacity(for: view.page.messages))
        writer.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
        writer.append("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>")
        appendID(to: &writer)
        writer.append("</id>\n<title>")
        appendTitle(to: &writer)
        writer.append("</title>\n<updated>")
        writer.append(updated)
        writer.append("</updated>\n<author><name>HALServer</name></author>\n")
        link("self", " type=\"application/atom+xml\"", view.query, &writer)
        link("alternate", "", view.query, &writer)
        link("first", "", view.ways.first, &writer)
        if let previous = view.ways.previous { link("previous", "", previous, &writer) }
        if let next = view.ways.next { link("next", "", next, &writer) }
        link("last", "", view.ways.last, &writer)
        // The newest first, as in HAL pages and as readers show them.
        let messages = view.page.messages
        for index in messages.indices {
            writer.append(entry: messages.view(at: messages.newest(index)), view.hrefs)
        }
        writer.append("</feed>\n")
        return writer.finish()
    }

    /// When the newest message on the page was created; an empty page says the beginning of time, which is
    /// older than any.
    private var updated: Timestamp {
        let messages = view.page.messages
        guard !messages.isEmpty else { return Timestamp(ticks: 0) }
        return messages.view(at: messages.newest(0)).created
    }

    /// All pages of a feed have one id, which must be absolute (RFC 4287 §4.2.6). It names, it is not there
    /// to be followed: so it says neither the proxy's path nor whether there is TLS.
    private func appendID(to writer: inout ByteWriter) {
        writer.append("http://")
        writer.append(xml: host.span)
        switch view.source {
        case .all: writer.append("/stream")
        case .stream(let stream):
            writer.append("/streams/")
            writer.append(segment: stream)
        }
        var filter = ByteWriter(capacity: 64)
        filter.append(filterOf: view.query)
        guard filter.count > 0 else { return }
        writer.append("?")
        writer.append(xml: filter.span.extracting(1..<filter.count))
    }

    private func appendTitle(to writer: inout ByteWriter) {
        switch view.source {
        case .all: writer.append("All Streams")
        case .stream(let stream): writer.append(xml: stream.bytes.span)
        }
        if !view.query.type.isEmpty {
            writer.append(", type ")
            writer.append(xml: view.query.type.span)
        }
        if !view.query.prefix.isEmpty {
            writer.append(", streams ")
            writer.append(xml: view.query.prefix.span)
            writer.append("…")
        }
    }

    /// Writes a link to a page. `alternate` names no type: what one gets there is a matter of Accept.
    private func link(
        _ relation: StaticString, _ type: StaticString, _ query: ReadQuery,
        _ writer: inout ByteWriter
    ) {
        writer.append("<link rel=\"")
        writer.append(relation)
        writer.append("\"")
        writer.append(type)
        writer.append(" href=\"")
        var href = ByteWriter(capacity: 128)
        view.write(query, into: &href)
        writer.append(xml: href.span)
        writer.append("\"/>\n")
    }
}

extension ByteWriter {
    fileprivate mutating func append(entry message: borrowing MessageView, _ hrefs: Hrefs) {
        append("<entry>\n<id>urn:uuid:")
        append(message.id)
        append("</id>\n<title>")
        append(xml: message.type)
        append("</title>\n<updated>")
        append(message.created)
        append("</updated>\n<published>")
        append(message.created)
        append("</published>\n<link rel=\"alternate\" href=\"")
        let start = count
        append(message: Int64(message.version), of: message.stream, hrefs)
        let address = start..<count
        append("\"/>\n")
        let essence = message.essence
        if !message.isJSON {
            append("<link rel=\"enclosure\"")
            append(typeAttribute: message.contentType, of: essence)
            append(" length=\"")
            append(decimal: message.payloadLength)
            append("\" href=\"")
            append(repeating: address)
            append("/payload\"/>\n")
        }
        append("<summary>")
        append(xml: message.stream)
        append("@")
        append(decimal: message.version)
        append("</summary>\n<content")
        if message.isJSON, let payload = message.payload {
            // As text for people: content of type application/json would have to be Base64 (RFC 4287
            // §4.1.3.3).
            append(" type=\"text\">")
            append(xml: payload)
            append("</content>\n</entry>\n")
        } else {
            append(typeAttribute: essence.span, of: essence)
            append(" src=\"")
            append(repeating: address)
            append("/payload\"/>\n</entry>\n")
        }
    }

    /// Writes what a message calls its format, if that is a media type: nothing else may stand there (RFC 4287
    /// §4.1.3.1 and §4.2.7.3).
    private mutating func append(typeAttribute type: Span<UInt8>, of essence: Bytes) {
        guard essence.isMediaType else { return }
        append(" type=\"")
        append(xml: type)
        append("\"")
    }
}
