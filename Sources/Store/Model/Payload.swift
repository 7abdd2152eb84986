package import Octets

/// What a message carries: bytes of a media type, kept bit by bit.
package struct Payload: Hashable, Sendable {
    /// What the bytes are.
    package enum Format: Hashable, Sendable {
        /// JSON text (RFC 8259) that was checked before it came here: it may be spliced into a document.
        case json
        /// Anything else: the Content-Type value it came with, parameters included.
        case other(contentType: Bytes)
    }

    package let format: Format
    package let bytes: Bytes

    /// A payload. Whoever says ``Format/json`` has checked that it is.
    package init(_ format: Format, _ bytes: Bytes) {
        self.format = format
        self.bytes = bytes
    }
}
