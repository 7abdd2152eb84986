package import Octets

/// A payload that a store keeps as a file of its own, checked when it was opened.
package final class StoredPayload: @unchecked Sendable {
    /// The message, without its payload.
    package let message: Message
    // Guarded by `lock`.
    private let lock = Lock()
    private var file: Descriptor?

    /// The payload's file: the payload, ``Message/payloadLength`` bytes, and nothing else.
    init(_ message: Message, _ file: consuming Descriptor) {
        self.message = message
        self.file = consume file
    }

    /// Gives the open file up, for whoever sends it; nil after the first time.
    package func takeFile() -> Descriptor? { lock.withLock { file.take() } }
}
