import HTTP
import JSON
import Octets
import Store

/// Stores the trace of a request with the messages that it appends (`hal-api.md` §17.2): whoever handles a
/// message later can go on with its trace, and find everything that belongs together.
///
/// What the writer said comes first: members of these names stay as they are, and metadata that is no object
/// stays alone. A message is its id, so that a repeat under another trace is a repeat all the same.
struct TraceMetadata: Sendable {
    /// The preference by which a request asks for it (RFC 7240).
    static let preference: Bytes = "trace-metadata"
    static let prefer: HeaderName = "Prefer"
    static let preferenceApplied: HeaderName = "Preference-Applied"

    /// `"traceparent":"…"`, with `tracestate` behind it where there is one.
    private let parent: Bytes
    /// `"$correlationId":"…"`: the trace's id.
    private let correlation: Bytes
    /// Whether the request asked for it.
    private let isPreferred: Bool

    /// What to store for a request; nil where it belongs to no trace, or nobody asked.
    init?(_ trace: TraceContext?, _ headers: Headers, isAlwaysWanted: Bool) {
        guard let trace else { return nil }
        isPreferred = headers.list(Self.prefer)?.lists(Self.preference) ?? false
        guard isPreferred || isAlwaysWanted else { return nil }
        var json = JSONWriter(capacity: 160)
        json.name("traceparent")
        json.value(trace.child)
        if let state = trace.state {
            json.name("tracestate")
            json.value(state)
        }
        parent = json.finish()
        var writer = ByteWriter(capacity: 56)
        writer.append("\"$correlationId\":\"")
        writer.append(trace: trace)
        writer.append("\"")
        correlation = writer.finish()
    }

    /// Says that the preference was honoured, where there was one.
    func confirm(in headers: inout Headers) {
        guard isPreferred, let value = HeaderValue(Self.preference) else { return }
        headers.add(Self.preferenceApplied, value)
    }

    /// The messages with the trace in their metadata.
    func added(to messages: [NewMessage]) -> [NewMessage] {
        messages.map { message in
            NewMessage(
                id: message.id, type: message.type, payload: message.payload,
                metadata: added(to: message.metadata))
        }
    }

    /// Metadata with the members that it lacks behind its own, which stay to the letter.
    func added(to metadata: Bytes) -> Bytes {
        guard !metadata.isEmpty else {
            var writer = ByteWriter(capacity: 256)
            write(into: &writer, hasCorrelation: false, hasParent: false, isFirst: true)
            writer.append("}")
            return Self.opened(writer.finish())
        }
        guard let found = try? Self.look(into: metadata) else { return metadata }
        var writer = ByteWriter(capacity: metadata.count + 256)
        writer.append(metadata[0..<found.end])
        write(
            into: &writer, hasCorrelation: found.hasCorrelation, hasParent: found.hasParent,
            isFirst: found.isEmpty)
        writer.append(metadata[found.end..<metadata.count])
        return writer.finish()
    }

    private static func opened(_ members: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: members.count + 1)
        writer.append("{")
        writer.append(members)
        return writer.finish()
    }

    private func write(
        into writer: inout ByteWriter, hasCorrelation: Bool, hasParent: Bool, isFirst: Bool
    ) {
        var isFirst = isFirst
        if !hasCorrelation {
            if !isFirst { writer.append(",") }
            writer.append(correlation)
            isFirst = false
        }
        if !hasParent {
            if !isFirst { writer.append(",") }
            writer.append(parent)
        }
    }

    /// What is known of an object's members; nil for what is no object.
    private struct Found {
        /// Where its closing brace stands.
        var end = 0
        var isEmpty = true
        var hasCorrelation = false
        var hasParent = false
    }

    private static func look(into metadata: Bytes) throws(JSONError) -> Found? {
        var scanner = JSONScanner(metadata.span)
        scanner.skipByteOrderMark()
        guard try scanner.nextKind() == .object else { return nil }
        var found = Found()
        try scanner.beginObject()
        while let name = try scanner.nextName() {
            found.isEmpty = false
            if scanner.text(name, is: "$correlationId") { found.hasCorrelation = true }
            if scanner.text(name, is: "traceparent") || scanner.text(name, is: "tracestate") {
                found.hasParent = true
            }
            try scanner.skipValue()
        }
        found.end = scanner.offset - 1
        return found
    }
}
