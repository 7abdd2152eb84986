import JSON
package import Octets

/// The message in which a stream's metadata is kept, in its stream `$$name` (`hal-api.md` §8).
package enum MetadataRecord {
    /// The type of such a message.
    package static let type: Bytes = "$stream-metadata"

    /// The message that says `metadata` of `stream`: all four members, null where nothing was said, and
    /// `MetaJson` as a string of JSON text, as the original stored them.
    package static func message(
        _ metadata: StreamMetadata, of stream: StreamID, id: UUID = .random()
    ) -> NewMessage {
        var writer = JSONWriter(capacity: stream.bytes.count + (metadata.json?.count ?? 0) + 96)
        writer.beginObject()
        writer.name("StreamId")
        writer.value(stream.bytes)
        writer.name("MaxAge")
        if let maxAge = metadata.maxAge { writer.value(maxAge) } else { writer.null() }
        writer.name("MaxCount")
        if let maxCount = metadata.maxCount { writer.value(maxCount) } else { writer.null() }
        writer.name("MetaJson")
        if let json = metadata.json { writer.value(json) } else { writer.null() }
        writer.endObject()
        return NewMessage(id: id, type: type, payload: Payload(.json, writer.finish()))
    }
}
