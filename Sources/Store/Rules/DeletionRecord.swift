import JSON
package import Octets

/// The messages of the system stream `$deleted` (`hal-api.md` §7): one for each stream and each
/// message that callers or retention deleted.
package enum DeletionRecord {
    /// Whether deletions in this stream are recorded: not in system streams, so that records do not beget
    /// records (`hal-api.md` §14.22). The metadata stream that goes with a stream is recorded with it.
    package static func isRecorded(_ stream: StreamID) -> Bool { !stream.isSystem }

    /// Says that a stream was deleted: `{"StreamId":…}`.
    package static func stream(_ stream: StreamID, id: UUID = .random()) -> NewMessage {
        var writer = JSONWriter(capacity: stream.bytes.count + 32)
        writer.beginObject()
        writer.name("StreamId")
        writer.value(stream.bytes)
        writer.endObject()
        return NewMessage(
            id: id, type: "$stream-deleted", payload: Payload(.json, writer.finish()))
    }

    /// Says that a message was deleted: `{"StreamId":…,"MessageId":…}`.
    package static func message(
        _ message: UUID, in stream: StreamID, id: UUID = .random()
    ) -> NewMessage {
        var writer = JSONWriter(capacity: stream.bytes.count + 96)
        writer.beginObject()
        writer.name("StreamId")
        writer.value(stream.bytes)
        writer.name("MessageId")
        writer.value(message)
        writer.endObject()
        return NewMessage(
            id: id, type: "$message-deleted", payload: Payload(.json, writer.finish()))
    }
}
