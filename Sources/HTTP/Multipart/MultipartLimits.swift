/// What a multipart body may have beside its content.
package struct MultipartLimits: Sendable {
    /// How many parts.
    package var parts = 128
    /// How long the header section of a part is, in bytes, its empty line included.
    package var headerBytes = 16_384
    /// How many field lines a part has.
    package var headerFields = 32
    /// How much stands before the first boundary, in bytes. Nobody but mail writes anything there.
    package var preambleBytes = 16_384
    /// How much stands behind the last boundary, in bytes.
    package var epilogueBytes = 16_384

    /// The usual limits.
    package init() {}
}
