package import Octets

/// A message as it was stored.
package struct Message: Hashable, Sendable {
    /// Its place in the whole store: rises in commit order, is never used twice, may have gaps.
    package let position: Int64
    package let stream: StreamID
    /// Its place in its stream: 0, 1, 2 …
    package let version: Int32
    package let id: UUID
    package let type: Bytes
    /// When it was appended. Never falls from one position to the next.
    package let created: Timestamp
    /// JSON text, or empty for none.
    package let metadata: Bytes
    /// Nil where the query did not ask for payloads.
    package let payload: Payload?
    /// The payload's length in bytes, also where ``payload`` was left out.
    package let payloadLength: Int
    /// The payload's format, also where ``payload`` was left out.
    package let format: Payload.Format

    package init(
        position: Int64, stream: StreamID, version: Int32, id: UUID, type: Bytes,
        created: Timestamp, metadata: Bytes, format: Payload.Format, payloadLength: Int,
        payload: Payload?
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.id = id
        self.type = type
        self.created = created
        self.metadata = metadata
        self.format = format
        self.payloadLength = payloadLength
        self.payload = payload
    }
}
