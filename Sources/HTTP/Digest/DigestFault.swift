/// Why a digest field is refused: 400, with the text as the reason.
package struct DigestFault: Error, Sendable, Hashable {
    /// What is wrong, in a sentence without a full stop.
    package let reason: String

    /// How the request is refused.
    package var refusal: Refusal { .malformed(reason) }
}
