import HTTP
import Octets
import Store

@testable import HALServer

extension FuzzTarget {
    /// Paths and queries: every query means a page, of which one spelling is canonical and stays so; what is
    /// escaped comes back as it was.
    static let target = FuzzTarget("target") { bytes in
        let target = Target(bytes.text)
        try percent(bytes)
        let mark = bytes.span.firstIndex(of: UInt8(ascii: "?"))
        let query = mark.map { bytes[($0 + 1)..<bytes.count] }
        try page(query, .all)
        try page(query, .stream)
        try list(query)
        for segment in target.segments { try stream(segment) }
        try template(bytes)
    }

    private static func percent(_ bytes: Bytes) throws(Contradiction) {
        var writer = ByteWriter()
        Percent.encode(bytes.span, into: &writer)
        let escaped = writer.finish()
        try require(Percent.decode(segment: escaped) == bytes, "a segment comes back another")
        try require(Percent.decode(query: escaped) == bytes, "a value comes back another")
        for index in escaped.span.indices {
            let byte = escaped[index]
            let isSound = Percent.isUnreserved(byte) || byte == UInt8(ascii: "%")
            try require(isSound, "an escaped text holds a byte \(byte)")
        }
        if let once = Percent.decode(segment: bytes) {
            try require(once.count <= bytes.count, "decoding makes longer")
        }
    }

    private static func page(_ query: Bytes?, _ kind: ReadQuery.Kind) throws(Contradiction) {
        let read = ReadQuery(query, of: kind)
        var writer = ByteWriter()
        writer.append(read)
        let canonical = writer.finish()
        let again = ReadQuery(canonical, of: kind)
        try require(again.isCanonical(canonical), "not canonical of itself: \(canonical)")
        try require(
            read.direction == again.direction && read.limit == again.limit
                && read.start == again.start && read.embedsPayloads == again.embedsPayloads
                && read.type == again.type && read.prefix == again.prefix,
            "\(canonical) means another page")
        try require(
            read.isCanonical(query) == (query == canonical), "canonical, but spelled otherwise")
        try require(read.limit > 0 && read.start >= -1, "a page of nothing: \(canonical)")
        let asked = read.storeQuery(kind == .all ? .all : .stream(.deleted))
        try require(asked.limit <= 10_000, "a page of \(asked.limit)")
        // What the store can say of a place: a position, or a version of 32 bits.
        let highest = kind == .all ? Int64.max : Int64(Int32.max)
        for other in [read.first, read.last, read.unfiltered, read.older(from: highest)] {
            var writer = ByteWriter()
            writer.append(other)
            let text = writer.finish()
            try require(ReadQuery(text, of: kind).isCanonical(text), "no canonical link: \(text)")
        }
    }

    private static func list(_ query: Bytes?) throws(Contradiction) {
        guard let read = try? ListQuery(query) else { return }
        let href = read.href(from: Hrefs(depth: 0))
        let mark = href.span.firstIndex(of: UInt8(ascii: "?"))
        let written = mark.map { href[($0 + 1)..<href.count] }
        guard let again = try? ListQuery(written) else {
            throw Contradiction("a list's own link is refused: \(href)")
        }
        try require(again.href(from: Hrefs(depth: 0)) == href, "a list's link changes: \(href)")
        let (first, second) = (read.storeQuery, again.storeQuery)
        try require(
            first.limit == second.limit && first.limit > 0 && first.after == second.after,
            "a list's link leads to another list: \(href)")
    }

    /// A name that a segment gives is the name that its own link gives.
    private static func stream(_ segment: Bytes) throws(Contradiction) {
        guard let decoded = Percent.decode(segment: segment),
            let stream = try? StreamName.stream(decoded)
        else { return }
        try require(stream.bytes.span.isWellFormedUTF8, "a stream's name is no text")
        var writer = ByteWriter()
        Percent.encode(stream.bytes.span, into: &writer)
        let escaped = writer.finish()
        guard let again = Percent.decode(segment: escaped).flatMap({ try? StreamName.stream($0) })
        else { throw Contradiction("a stream's link is refused: \(escaped)") }
        try require(again == stream, "a stream's link leads to another: \(escaped)")
        try require(
            HeaderValue(escaped) != nil, "a stream's link is no header value: \(escaped)")
    }

    /// Whatever a template and its values hold, a reference comes out.
    private static func template(_ bytes: Bytes) throws(Contradiction) {
        let template = URITemplate(bytes)
        let expanded = template.expanded { _ in bytes }
        for index in expanded.span.indices {
            let byte = expanded[index]
            let isSound = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
            try require(isSound, "a reference holds a byte \(byte)")
        }
        _ = template.variables
    }
}
