import JSON
import Octets
import Store

/// Everything that a reader sees, short enough to compare many of them.
struct StoreContents {
    private(set) var messages: [Message] = []
    private var streams: [(StreamID, StreamState?)] = []

    /// Reads all messages, those of system streams too, and what is known of each stream.
    init(of store: some StreamStore) async throws(StoreError) {
        for prefix in ["", "$"] as [Bytes] {
            let query = StreamQuery(
                .all, .forwards, from: .at(0), limit: 1_000_000, byteLimit: 1 << 30,
                streamPrefix: prefix)
            messages += try await store.read(query).messages
        }
        for stream in try await store.listStreams(StreamListQuery(limit: 1_000_000)).streams {
            streams.append((stream, try await store.state(of: stream)))
        }
    }

    /// One line of JSON: `refusal`, `messages` as arrays of position, stream, version, id, type, length and
    /// hash of the payload, and `streams` as arrays of name, last version and number of messages.
    func json(refusal: String?) -> String {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.name("refusal")
        if let refusal { writer.value(refusal) } else { writer.null() }
        writer.name("messages")
        writer.beginArray()
        for message in messages {
            writer.beginArray()
            writer.value(message.position)
            writer.value(message.stream.bytes)
            writer.value(message.version)
            writer.value(message.id)
            writer.value(message.type)
            writer.value(message.payloadLength)
            writer.value(Self.hash(message.payload?.bytes ?? Bytes()))
            writer.endArray()
        }
        writer.endArray()
        writer.name("streams")
        writer.beginArray()
        for (name, state) in streams {
            writer.beginArray()
            writer.value(name.bytes)
            writer.value(state?.lastVersion ?? -9)
            writer.value(state?.messageCount ?? -9)
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        return writer.finish().text
    }

    /// The line for a directory that does not open.
    static func failure(_ reason: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("refusal")
        writer.value(reason)
        writer.endObject()
        return writer.finish().text
    }

    /// FNV-1a.
    private static func hash(_ bytes: Bytes) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let span = bytes.span
        for index in span.indices { hash = (hash ^ UInt64(span[index])) &* 0x100_0000_01B3 }
        return hash
    }
}
