package import Octets

/// What is known of an upload that comes in parts.
package struct PartialStatus: Hashable, Sendable {
    package let id: UUID
    /// How many bytes are durable: where the next part begins.
    package let offset: UInt64
    /// How many there will be; nil while nobody has said.
    package let length: UInt64?
    /// What was said of it.
    package let facts: PartialFacts
    /// What became of it; nil while it is not ended.
    package let result: PartialResult?
    /// When it goes: so long behind its last part.
    package let expires: Timestamp

    /// Whether all its bytes are here.
    package var isWhole: Bool { offset == length }

    /// Whether its time is over. One that is whole stays until it is ended.
    package func isExpired(at now: Timestamp) -> Bool {
        expires <= now && (result != nil || !isWhole)
    }
}
