package import Octets

/// A message that somebody wants to append.
package struct NewMessage: Hashable, Sendable {
    /// Identity for idempotency, unique within its stream (`hal-api.md` §6.4). Not all zero.
    package let id: UUID
    /// What kind of message it is: UTF-8, 1 to 128 bytes through HAL.
    package let type: Bytes
    package let payload: Payload
    /// JSON text, or empty for none.
    package let metadata: Bytes

    package init(id: UUID, type: Bytes, payload: Payload, metadata: Bytes = Bytes()) {
        self.id = id
        self.type = type
        self.payload = payload
        self.metadata = metadata
    }
}
