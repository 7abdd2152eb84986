import Octets

@testable import HALServer
@testable import HTTP

extension FuzzTarget {
    /// Field values: ranges, negotiation, tags, dates, traces, hosts, and those of uploads. The bytes are read
    /// as each of them.
    static let fields = FuzzTarget("fields") { bytes in
        guard HeaderValue(bytes) != nil else { return }
        for length: UInt64 in [0, 1, 100, .max] { try ranges(bytes, length) }
        try negotiation(bytes)
        try codings(bytes)
        try tags(bytes)
        try date(bytes)
        try trace(bytes)
        try host(bytes)
        try uploads(bytes)
        if let type = MediaType(contentType: bytes) {
            try require(!type.essence.isEmpty, "a media type of nothing")
        }
    }

    private static func ranges(_ field: Bytes, _ length: UInt64) throws(Contradiction) {
        let strict = ByteRanges(field, length: length, rules: .staticFiles)
        guard case .parts(let parts) = ByteRanges(field, length: length) else {
            if case .unsatisfiable = strict { return }
            try require(ByteRanges(field, length: length) != .unsatisfiable, "rules disagree")
            return
        }
        try require(strict == .parts(parts), "what is lenient is refused by the strict")
        try require(!parts.isEmpty, "no parts")
        var writer = ByteWriter()
        writer.append("bytes=")
        for part in parts {
            try require(!part.isEmpty && part.upperBound <= length, "\(part) of \(length)")
            writer.append(decimal: part.lowerBound)
            writer.append("-")
            writer.append(decimal: part.upperBound - 1)
            writer.append(", ")
        }
        let again = ByteRanges(writer.finish(), length: length)
        try require(again == .parts(parts), "parts come back as \(again)")
    }

    private static let offered: [MediaType] = [.hal, .json, .html, .text, .octetStream]

    private static func negotiation(_ field: Bytes) throws(Contradiction) {
        let chosen = Negotiation.choose(from: offered, accept: field)
        if let chosen {
            try require(
                Negotiation.choose(from: [chosen], accept: field) == chosen,
                "\(chosen.essence) is chosen of many, but not alone")
        }
        for type in offered {
            let alone = Negotiation.choose(from: [type], accept: field)
            try require(alone == nil || alone == type, "another type is chosen")
            if chosen == nil {
                try require(alone == nil, "\(type.essence) is chosen alone, but not of many")
            }
            if Negotiation.names(type, in: field) {
                try require(alone != nil, "\(type.essence) is named, but not taken")
            }
        }
        // The case of letters means nothing in types and weights.
        let upper = Bytes(field.array.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 })
        try require(
            Negotiation.choose(from: offered, accept: upper) == chosen, "case makes a difference")
    }

    private static func codings(_ field: Bytes) throws(Contradiction) {
        var headers = Headers()
        guard let value = HeaderValue(field) else { return }
        headers.add(.acceptEncoding, value)
        let accepted = AcceptEncoding(headers)
        for quality in [accepted.identityQuality, accepted.quality(of: .gzip)] {
            try require((0...1000).contains(quality), "a weight of \(quality)")
        }
        if accepted.refusesIdentity {
            try require(accepted.identityQuality == 0, "identity is refused, and liked")
        }
        headers.remove(.acceptEncoding)
        try require(headers.fields.isEmpty, "a field stays")
    }

    private static func tags(_ field: Bytes) throws(Contradiction) {
        let ours: Bytes = "\"7\""
        let strong = EntityTags.list(field, names: ours, weakly: false)
        let weak = EntityTags.list(field, names: ours, weakly: true)
        try require(!strong || weak, "a tag matches strongly, but not weakly")
        let unmarked = EntityTags.list(field, takingOff: ["gzip"], keepingOthers: true)
        if strong {
            try require(
                EntityTags.list(unmarked, names: ours, weakly: false),
                "a tag vanishes with the marks of others: \(unmarked)")
        }
        var writer = ByteWriter()
        writer.append("\"7\", ")
        writer.append(field)
        let longer = writer.finish()
        try require(
            EntityTags.list(longer, names: ours, weakly: false), "a tag in front is not seen")
        if let tag = ETag(field) {
            try require(
                EntityTags.list(tag.field.bytes, names: tag.field.bytes, weakly: false),
                "a tag does not match itself: \(tag.field.bytes)")
            let marked = EntityTags.list(tag.field.bytes, without: "gzip")
            try require(!marked.isEmpty, "a condition vanishes")
        }
    }

    private static func date(_ field: Bytes) throws(Contradiction) {
        guard let date = HTTPDate(field, now: HTTPDate(seconds: 1_800_000_000)) else { return }
        let written = date.field.bytes
        try require(written.count == 29, "a date of \(written.count) bytes")
        let again = HTTPDate(written)
        try require(again == date, "\(field) comes back as \(written)")
    }

    private static func trace(_ field: Bytes) throws(Contradiction) {
        var headers = Headers()
        guard let value = HeaderValue(field) else { return }
        headers.add("traceparent", value)
        headers.add("tracestate", value)
        guard let trace = TraceContext(headers) else {
            throw Contradiction("a trace that is named is none")
        }
        guard let child = HeaderValue(trace.child) else {
            throw Contradiction("a trace is no header value")
        }
        var next = Headers()
        next.add("traceparent", child)
        guard let again = TraceContext(next) else { throw Contradiction("our trace is none") }
        try require(
            again.traceHigh == trace.traceHigh && again.traceLow == trace.traceLow
                && again.parent == trace.span && again.isSampled == trace.isSampled,
            "our trace is another: \(trace.child)")
        try require(trace.state == nil || trace.state == field, "a state was changed")
    }

    private static func host(_ field: Bytes) throws(Contradiction) {
        let isValid = Authority.isValid(field.span)
        _ = OwnHosts(names: ["a"]).contain(field)
        guard isValid else { return }
        for index in field.span.indices {
            let byte = field[index]
            let isSound = byte > 0x20 && byte < 0x7F && !"/?#@,\\\"<>".utf8.contains(byte)
            try require(isSound, "a host with a byte \(byte)")
        }
        var writer = ByteWriter()
        writer.append("GET http://")
        writer.append(field)
        writer.append("/ HTTP/1.0\r\n\r\n")
        let text = writer.finish()
        var parser = RequestHeadParser()
        let head = try? parser.parse(text.span, limits: Limits())
        try require(head != nil, "a good host is none in a target: \(field)")
    }
}
